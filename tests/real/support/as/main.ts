// SPDX-License-Identifier: GPL-2.0
// AssemblyScript with its garbage collector, other people's 128-bit numbers, and text on stdout.
import { u128 } from "as-bignum/assembly";

function factorials(n: i32): void {
  let product = u128.One;
  for (let i = 1; i <= n; i++) {
    product = product * u128.fromU32(i);
    console.log(i.toString() + "! = " + product.toString());
  }
}

function collatz(limit: i32): void {
  const lengths = new Map<i32, i32>();
  let best = 1;
  lengths.set(1, 1);
  for (let start = 2; start < limit; start++) {
    const seen: i32[] = [];
    let n = start;
    while (!(n < limit && lengths.has(n))) {
      seen.push(n);
      n = n & 1 ? 3 * n + 1 : n >> 1;
    }
    let length = lengths.get(n);
    while (seen.length > 0) {
      const m = seen.pop();
      length++;
      if (m < limit) lengths.set(m, length);
    }
    if (lengths.get(start) > lengths.get(best)) best = start;
  }
  console.log("longest below " + limit.toString() + ": " + best.toString() + " with " +
    lengths.get(best).toString());
}

function sorted(n: i32): void {
  const words: string[] = [];
  let seed: u32 = 1;
  for (let i = 0; i < n; i++) {
    seed = seed * 1664525 + 1013904223;
    words.push((<f64>seed / 65536.0).toString());
  }
  words.sort();
  console.log(words.slice(0, 20).join("\n"));
}

factorials(30);
collatz(5000);
sorted(2000);
console.log("sin " + Math.sin(0.5).toString() + ", pow " + Math.pow(1.1, 3.3).toString());
