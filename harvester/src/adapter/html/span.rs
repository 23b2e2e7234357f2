//! Cells that span rows or columns, put into each of them: after this every row of a table has all its cells.

use ego_tree::NodeId;
use scraper::{ElementRef, Html, Node, Selector};

/// Cells put in, over the whole page: spans can ask for millions.
const MOST: usize = 50_000;

/// The widest span that HTML allows is 1000; no table of services is wider than this.
const WIDEST: usize = 100;

/// Puts spanning cells into every row and column that they span.
pub(super) fn expand(page: &mut Html) {
    let Ok(css) = Selector::parse("table") else { return };
    let tables: Vec<NodeId> = page.select(&css).filter(|table| spans(*table)).map(|table| table.id()).collect();
    let mut room = MOST;
    for table in tables {
        let rows = rows(page, table);
        let mut hanging: Vec<Option<(NodeId, usize)>> = Vec::new();
        for row in rows {
            if room == 0 {
                return;
            }
            expand_row(page, &row, &mut hanging, &mut room);
        }
    }
}

fn spans(table: ElementRef<'_>) -> bool {
    table.descendent_elements().any(|cell| span(cell, "rowspan") > 1 || span(cell, "colspan") > 1)
}

fn span(cell: ElementRef<'_>, name: &str) -> usize {
    match cell.attr(name).and_then(|value| value.trim().parse::<usize>().ok()) {
        // To the end of the table.
        Some(0) if name == "rowspan" => usize::MAX,
        Some(number) => number.max(1),
        None => 1,
    }
}

/// A row: its element, and its cells with their spans.
struct Row {
    element: NodeId,
    cells: Vec<(NodeId, usize, usize)>,
}

/// The rows of a table, without those of tables within it.
fn rows(page: &Html, table: NodeId) -> Vec<Row> {
    let Some(table) = page.tree.get(table).and_then(ElementRef::wrap) else { return Vec::new() };
    let own =
        |row: &ElementRef<'_>| row.ancestors().filter_map(ElementRef::wrap).find(|around| around.value().name() == "table") == Some(table);
    let rows = table.descendent_elements().filter(|row| row.value().name() == "tr").filter(own);
    let cells = |row: ElementRef<'_>| {
        let cells = row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th"));
        cells.map(|cell| (cell.id(), span(cell, "rowspan"), span(cell, "colspan").min(WIDEST))).collect()
    };
    rows.map(|row| Row { element: row.id(), cells: cells(row) }).collect()
}

/// Fills one row; `hanging` holds, by column, the cell that hangs into the row from above and into how many more.
fn expand_row(page: &mut Html, row: &Row, hanging: &mut Vec<Option<(NodeId, usize)>>, room: &mut usize) {
    let mut column = 0;
    let fill =
        |page: &mut Html, before: Option<NodeId>, column: &mut usize, hanging: &mut Vec<Option<(NodeId, usize)>>, room: &mut usize| {
            while let Some(Some((cell, left))) = hanging.get(*column).copied() {
                put(page, row.element, cell, before, room);
                hanging[*column] = (left > 1).then(|| (cell, left.saturating_sub(1)));
                *column += 1;
            }
        };
    for (cell, down, across) in &row.cells {
        fill(page, Some(*cell), &mut column, hanging, room);
        for part in 0..*across {
            if hanging.len() <= column {
                hanging.resize(column + 1, None);
            }
            hanging[column] = (*down > 1).then(|| (*cell, down.saturating_sub(1)));
            column += 1;
            if part > 0 {
                put_after(page, *cell, room);
            }
        }
    }
    // What hangs in at the end of the row, also behind a gap.
    while column < hanging.len() {
        fill(page, None, &mut column, hanging, room);
        column += 1;
    }
}

/// A copy of a cell without its spans.
fn copy(page: &mut Html, cell: NodeId, room: &mut usize) -> Option<NodeId> {
    *room = room.checked_sub(1)?;
    let mut node = page.tree.get_mut(cell)?;
    let mut copy = node.clone_subtree();
    if let Node::Element(element) = copy.value() {
        element.attrs.retain(|(name, _)| !matches!(&*name.local, "rowspan" | "colspan" | "id"));
    }
    Some(copy.id())
}

fn put(page: &mut Html, row: NodeId, cell: NodeId, before: Option<NodeId>, room: &mut usize) {
    let Some(copy) = copy(page, cell, room) else { return };
    match before.and_then(|before| page.tree.get_mut(before)) {
        Some(mut before) => {
            before.insert_id_before(copy);
        }
        None => {
            if let Some(mut row) = page.tree.get_mut(row) {
                row.append_id(copy);
            }
        }
    }
}

fn put_after(page: &mut Html, cell: NodeId, room: &mut usize) {
    let Some(copy) = copy(page, cell, room) else { return };
    if let Some(mut cell) = page.tree.get_mut(cell) {
        cell.insert_id_after(copy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::html::text;

    fn grid(table: &str) -> Vec<Vec<String>> {
        let page = crate::adapter::html::parse(table);
        let css = Selector::parse("tr").unwrap();
        page.select(&css).map(|row| row.child_elements().map(text).collect()).collect()
    }

    #[test]
    fn every_row_has_all_its_cells() {
        let table = "<table><tr><th rowspan=2>No<th colspan=2>Biaya<tr><th>WNI<th>WNA<tr><td rowspan=2>1<td>a<td>b<tr><td>c<td>d</table>";
        assert_eq!(grid(table), [["No", "Biaya", "Biaya"], ["No", "WNI", "WNA"], ["1", "a", "b"], ["1", "c", "d"]]);
    }

    #[test]
    fn cells_hang_into_the_end_of_a_row_and_to_the_end_of_the_table() {
        assert_eq!(grid("<table><tr><td>a<td rowspan=0>x<tr><td>b<tr><td>c</table>"), [["a", "x"], ["b", "x"], ["c", "x"]]);
    }

    #[test]
    fn absurd_spans_are_bounded() {
        let row = "<tr><td colspan=1000 rowspan=65534>x";
        let cells: usize = grid(&format!("<table>{}</table>", row.repeat(2000))).iter().map(Vec::len).sum();
        assert!(cells <= MOST + 2000, "{cells}");
    }
}
