//! docs/access.md says what the table of powers says.

use registry::access::{Action, Role};

#[test]
fn the_page_of_roles_is_the_table() {
    let page = include_str!("../../../docs/access.md");
    let lines: Vec<Vec<&str>> =
        page.lines().filter(|line| line.starts_with("| `")).map(|line| line.split('|').map(str::trim).collect()).collect();
    for action in Action::ALL {
        let start = format!("`{}`", action.as_str());
        let line = lines.iter().find(|line| line[1].starts_with(&start)).unwrap_or_else(|| panic!("{start} is missing"));
        let told = &line[2..7];
        let meant = Role::ALL.map(|role| if role.may(*action) { "✓" } else { "" });
        assert_eq!(told, meant, "{start}");
    }
    let head = page.lines().find(|line| line.starts_with("| action |")).unwrap();
    let names: Vec<&str> = head.split('`').skip(1).step_by(2).collect();
    assert_eq!(names, Role::ALL.map(Role::as_str));
}
