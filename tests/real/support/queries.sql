-- SPDX-License-Identifier: GPL-2.0
-- Tables, indices, joins, windows, recursion, full text, R*Tree, JSON: SQLite's breadth in a second.
CREATE TABLE task(id INTEGER PRIMARY KEY, name TEXT, cpu INT, ns INT, share REAL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
INSERT INTO task SELECT i, 'task' || (i * 7919 % 997), i % 8, i * 2654435761 % 1000003, i / 7.0
FROM n;
CREATE INDEX by_name ON task(name, ns);
SELECT count(*), sum(ns), min(name), max(name), avg(share), total(share) FROM task;
SELECT cpu, count(*), sum(ns), printf('%.6f', avg(share)) FROM task GROUP BY cpu ORDER BY cpu;
SELECT name, ns, rank() OVER (PARTITION BY cpu ORDER BY ns DESC) AS r, lag(ns) OVER (ORDER BY id)
FROM task WHERE id % 500 = 3 ORDER BY id;
SELECT a.name, count(*), max(b.ns) FROM task a JOIN task b ON a.name = b.name AND a.id < b.id
GROUP BY a.name HAVING count(*) > 10 ORDER BY 3 DESC, 1 LIMIT 10;
WITH RECURSIVE m(y, x, zx, zy, i) AS (
	SELECT y.v, x.v, 0.0, 0.0, 0 FROM
	(WITH RECURSIVE t(v) AS (SELECT -1.0 UNION ALL SELECT v + 0.25 FROM t WHERE v < 1) SELECT v FROM t) y,
	(WITH RECURSIVE t(v) AS (SELECT -2.0 UNION ALL SELECT v + 0.125 FROM t WHERE v < 0.5) SELECT v FROM t) x
	UNION ALL
	SELECT y, x, zx * zx - zy * zy + x, 2.0 * zx * zy + y, i + 1 FROM m
	WHERE zx * zx + zy * zy < 4.0 AND i < 28
)
SELECT group_concat(substr(' .+*#', 1 + min(i / 6, 4), 1), '')
FROM (SELECT y, x, max(i) AS i FROM m GROUP BY y, x ORDER BY y, x) GROUP BY y;
CREATE VIRTUAL TABLE doc USING fts5(body);
INSERT INTO doc SELECT name || ' runs on cpu' || cpu || ' for ' || ns FROM task WHERE id < 800;
SELECT rowid, snippet(doc, 0, '[', ']', '..', 6) FROM doc WHERE doc MATCH 'task99* AND cpu3' ORDER BY rank, rowid;
CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, y0, y1);
INSERT INTO box SELECT id, ns % 1000, ns % 1000 + 5, ns / 1000, ns / 1000 + 5 FROM task WHERE id < 2000;
SELECT count(*), sum(id) FROM box WHERE x0 > 100 AND x1 < 300 AND y0 > 200 AND y1 < 700;
SELECT json_extract(json_group_array(json_object('id', id, 'share', share)), '$[3]') FROM task WHERE id < 8;
SELECT upper(hex(name)), length(name), substr(name, -3), replace(name, 'task', 'T'), typeof(share), quote(share)
FROM task WHERE id IN (7, 77, 777);
SELECT 1e308 * 10, -1e308 * 10, 5 / 2, 5 / 2.0, 9223372036854775807 + 1, 0.1 + 0.2, 1.0 / 3;
UPDATE task SET ns = ns + (SELECT count(*) FROM task t WHERE t.cpu = task.cpu AND t.id < 50) WHERE id % 3 = 0;
DELETE FROM task WHERE id % 5 = 1;
BEGIN; DELETE FROM task; SELECT count(*) FROM task; ROLLBACK;
SELECT count(*), sum(ns), sum(id * id) FROM task;
PRAGMA integrity_check;
EXPLAIN QUERY PLAN SELECT * FROM task WHERE name = 'task5' AND ns > 3;
