//! The description of the HTTP API, made from a table of operations whose examples are values of the very types that
//! the routes take and give.

mod operations;

use std::collections::BTreeMap;

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::routes::edge::OWN_HEADER;
use crate::routes::session::COOKIE;
use crate::state::AppState;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/openapi.json", get(describe_api))
}

/// What a body is made of.
enum Content {
    /// JSON of a type, with an example of it.
    Json(&'static str, Value),
    /// JSON of a type that `domain` describes, without an example.
    Named(&'static str),
    /// Anything else, by its media type.
    Of(&'static str),
}

/// One operation of the API.
struct Operation {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    /// Whether it is open to those who have not signed in.
    open: bool,
    /// Parameters of the address's query.
    query: &'static [&'static str],
    takes: Option<Content>,
    gives: Option<Content>,
    status: u16,
}

async fn describe_api() -> Result<Json<Value>, Failure> {
    Ok(Json(description()?))
}

/// The whole description.
fn description() -> Result<Value, Failure> {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for operation in operations::all()? {
        let described = describe(&operation);
        paths
            .entry(operation.path)
            .or_default()
            .insert(operation.method.to_lowercase(), described);
    }
    let problem = json!({
        "type": "object",
        "description": "RFC 9457. `code` is stable; `args` holds facts for the words.",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "code": {"type": "string"}, "args": {"type": "object"}
        }
    });
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Huitou",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!(
                "Amounts are whole minor units of the shop's currency, instants seconds since 1970 in UTC, days `2026-11-11` \
                 in the shop's zone. A write comes as JSON or with the header `{OWN_HEADER}`."
            ),
        },
        "paths": paths,
        "components": {
            "schemas": {"Problem": problem},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
        "security": [{"session": []}],
    }))
}

fn describe(operation: &Operation) -> Value {
    let in_path = operation
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let kind = if ["shop", "row", "batch"].contains(&name) {
                "integer"
            } else {
                "string"
            };
            json!({"name": name, "in": "path", "required": true, "schema": {"type": kind}})
        });
    let in_query = operation
        .query
        .iter()
        .map(|name| json!({"name": name, "in": "query", "schema": {"type": "string"}}));
    let parameters: Vec<Value> = in_path.chain(in_query).collect();
    let problem = json!({
        "description": "A problem",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    });
    let mut answer = json!({"description": "Done"});
    if let Some(gives) = &operation.gives {
        answer["content"] = content(gives);
    }
    let status = operation.status.to_string();
    let mut described = json!({
        "summary": operation.summary,
        "operationId": name_of(operation),
        "parameters": parameters,
        "responses": {"default": problem},
    });
    described["responses"][status] = answer;
    if let Some(takes) = &operation.takes {
        described["requestBody"] = json!({"required": true, "content": content(takes)});
    }
    if operation.open {
        described["security"] = json!([]);
    }
    described
}

/// A name for programs that are made from the description: `get_api_shops_shop`.
fn name_of(operation: &Operation) -> String {
    let path: Vec<&str> = operation
        .path
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    format!("{}_{}", operation.method.to_lowercase(), path.join("_"))
}

fn content(content: &Content) -> Value {
    match content {
        Content::Json(name, example) => {
            let mut schema = schema_of(example);
            schema["title"] = (*name).into();
            json!({"application/json": {"schema": schema, "example": example}})
        }
        Content::Named(name) => json!({"application/json": {"schema": {"title": name}}}),
        Content::Of(kind) => {
            let mut described = Map::new();
            described.insert((*kind).into(), json!({}));
            Value::Object(described)
        }
    }
}

/// The schema of which a value is an example.
fn schema_of(example: &Value) -> Value {
    match example {
        Value::Null => json!({}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(number) if number.is_f64() => json!({"type": "number"}),
        Value::Number(_) => json!({"type": "integer"}),
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) => match items.first() {
            Some(first) => json!({"type": "array", "items": schema_of(first)}),
            None => json!({"type": "array"}),
        },
        Value::Object(fields) => {
            let properties: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| (name.clone(), schema_of(value)))
                .collect();
            json!({"type": "object", "properties": properties})
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// `GET /api/me` and its like, of every `.route(…)` in a source text.
    fn routes_in(source: &str) -> Vec<(String, String)> {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let mut found = Vec::new();
        for part in code.split(".route(").skip(1) {
            let mut depth = 1;
            let end = part
                .char_indices()
                .find(|(_, letter)| {
                    depth += match letter {
                        '(' => 1,
                        ')' => -1,
                        _ => 0,
                    };
                    depth == 0
                })
                .map_or(part.len(), |(at, _)| at);
            let call = &part[..end];
            let Some(path) = call.split('"').nth(1) else {
                continue;
            };
            for method in ["get", "post", "put", "delete", "patch"] {
                let starts = |text: &str| {
                    let before = text.chars().next_back();
                    before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
                };
                let call_of = format!("{method}(");
                if call
                    .match_indices(&call_of)
                    .any(|(at, _)| starts(&call[..at]))
                {
                    found.push((method.to_uppercase(), path.to_owned()));
                }
            }
        }
        found
    }

    fn sources(folder: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push(fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let mut texts = Vec::new();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        sources(&source.join("routes"), &mut texts);
        texts.push(fs::read_to_string(source.join("routes.rs")).unwrap());
        let routed: BTreeSet<(String, String)> = texts
            .iter()
            .flat_map(|text| routes_in(text))
            .filter(|(_, path)| path.starts_with('/'))
            .collect();
        let described: BTreeSet<(String, String)> = operations::all()
            .unwrap()
            .iter()
            .map(|operation| (operation.method.to_owned(), operation.path.to_owned()))
            .collect();
        let missing: Vec<_> = routed.difference(&described).collect();
        let gone: Vec<_> = described.difference(&routed).collect();
        assert!(
            missing.is_empty() && gone.is_empty(),
            "not described: {missing:?}; not routed: {gone:?}"
        );
    }

    #[test]
    fn the_description_holds_examples_and_schemas() {
        let description = description().unwrap();
        let sign_in = &description["paths"]["/api/sign-in"]["post"];
        assert_eq!(
            sign_in["requestBody"]["content"]["application/json"]["schema"]["properties"]["sign_in"]
                ["type"],
            "string"
        );
        let shop = &description["paths"]["/api/shops/{shop}"]["put"];
        assert_eq!(shop["parameters"][0]["schema"]["type"], "integer");
    }
}
