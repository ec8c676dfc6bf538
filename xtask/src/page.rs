//! Reads `app/index.html`: which programs, stylesheets and folders the page is made of, by Trunk's links.

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The page and what it asks the builder for.
#[derive(Debug)]
pub struct Page {
    source: String,
    links: Vec<Link>,
}

#[derive(Debug)]
struct Link {
    place: Range<usize>,
    asks: Ask,
}

/// What one link asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A program of the package `app`.
    Program {
        /// Its name in `app/Cargo.toml`.
        name: String,
        /// Whether it runs beside the page instead of in it.
        worker: bool,
        /// The level given to wasm-opt, `z` or `3`.
        level: String,
    },
    /// A stylesheet.
    Style(PathBuf),
    /// A folder whose content is copied as it is.
    Folder(PathBuf),
    /// One file, copied as it is.
    File(PathBuf),
}

impl Page {
    /// Reads the page; paths in it count from its own folder.
    pub fn read(path: &Path) -> Result<Self> {
        let source = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let folder = path.parent().context("the page has no folder")?;
        Self::parse(source, folder)
    }

    fn parse(source: String, folder: &Path) -> Result<Self> {
        let mut links = Vec::new();
        let mut from = 0;
        while let Some(start) = source[from..].find('<').map(|found| from + found) {
            if source[start..].starts_with("<!--") {
                from = source[start..]
                    .find("-->")
                    .map_or(source.len(), |end| start + end + 3);
                continue;
            }
            let end = source[start..]
                .find('>')
                .map_or(source.len(), |end| start + end + 1);
            let tag = &source[start..end];
            from = end;
            if !tag.starts_with("<link") {
                continue;
            }
            let attributes = attributes_of(tag);
            if attributes.iter().any(|(name, _)| name == "data-trunk") {
                links.push(Link {
                    place: start..end,
                    asks: ask(&attributes, folder)?,
                });
            }
        }
        Ok(Self { source, links })
    }

    /// Everything asked for, in the page's order.
    pub fn asks(&self) -> impl Iterator<Item = &Ask> {
        self.links.iter().map(|link| &link.asks)
    }

    /// The page with each link replaced by the lines `put` gives for it, and the worker's address filled in.
    pub fn render(&self, worker: &str, mut put: impl FnMut(&Ask) -> String) -> String {
        let mut page = String::new();
        let mut from = 0;
        for link in &self.links {
            page.push_str(&self.source[from..link.place.start]);
            page.push_str(&put(&link.asks));
            from = link.place.end;
        }
        page.push_str(&self.source[from..]);
        without_comments(&page.replace(
            "content=\"/worker_loader.js\"",
            &format!("content=\"{worker}\""),
        ))
    }
}

fn ask(attributes: &[(String, String)], folder: &Path) -> Result<Ask> {
    let value = |name: &str| {
        attributes
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    };
    let path = || {
        value("href")
            .map(|href| folder.join(href))
            .context("a link of the page has no href")
    };
    Ok(match value("rel") {
        Some("rust") => Ask::Program {
            name: value("data-bin")
                .context("a program of the page has no data-bin")?
                .to_owned(),
            worker: value("data-type") == Some("worker"),
            level: value("data-wasm-opt").unwrap_or("z").to_owned(),
        },
        Some("css") => Ask::Style(path()?),
        Some("copy-dir") => Ask::Folder(path()?),
        Some("copy-file") => Ask::File(path()?),
        other => bail!("the builder does not know rel={other:?} in app/index.html"),
    })
}

/// The attributes of one tag. Values are quoted; a bare name has an empty value.
fn attributes_of(tag: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    let mut rest = tag
        .trim_start_matches("<link")
        .trim_end_matches('>')
        .trim_end_matches('/')
        .trim();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            match quote.and_then(|quote| after[1..].split_once(quote)) {
                Some((quoted, left)) => {
                    value = quoted.to_owned();
                    rest = left;
                }
                None => {
                    let end = after.find(char::is_whitespace).unwrap_or(after.len());
                    value = after[..end].to_owned();
                    rest = &after[end..];
                }
            }
        }
        attributes.push((name, value));
        rest = rest.trim_start();
    }
    attributes
}

/// Comments and empty lines are for those who read the source.
fn without_comments(page: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        rest = rest[start..]
            .find("-->")
            .map_or("", |end| &rest[start + end + 3..]);
    }
    kept.push_str(rest);
    kept.lines()
        .filter(|line| !line.trim().is_empty())
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"<!doctype html>
<meta name="huitou-worker" content="/worker_loader.js" />
<!-- <link data-trunk rel="css" href="old.css"> -->
<link data-trunk rel="rust" data-bin="app" />
<link data-trunk rel="rust" data-bin="worker" data-type="worker" data-wasm-opt="3"/>
<link data-trunk rel="css" href="../style/tokens.css">
<link rel="icon" href="/icon.svg">
"#;

    #[test]
    fn links_are_read_in_their_order_and_comments_are_not() {
        let page = Page::parse(SOURCE.to_owned(), Path::new("app")).unwrap();
        let program = |name: &str, worker, level: &str| Ask::Program {
            name: name.into(),
            worker,
            level: level.into(),
        };
        let asks: Vec<_> = page.asks().cloned().collect();
        let style = Ask::Style(PathBuf::from("app/../style/tokens.css"));
        assert_eq!(
            asks,
            [
                program("app", false, "z"),
                program("worker", true, "3"),
                style
            ]
        );
    }

    #[test]
    fn the_rendered_page_has_the_workers_address_and_no_links_for_the_builder() {
        let page = Page::parse(SOURCE.to_owned(), Path::new("app")).unwrap();
        let rendered = page.render("/assets/worker-1/loader.js", |_| String::new());
        assert_eq!(
            rendered,
            "<!doctype html>\n<meta name=\"huitou-worker\" content=\"/assets/worker-1/loader.js\" />\n<link rel=\"icon\" href=\"/icon.svg\">\n"
        );
    }
}
