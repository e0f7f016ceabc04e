//! Turns the catalogue into typed functions, so that a sentence and its function cannot drift apart.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

/// One message of the catalogue.
struct Message {
    key: String,
    english: String,
    arguments: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=en.ftl");
    println!("cargo::rerun-if-changed=build.rs");
    let messages = read(&fs::read_to_string("en.ftl")?)?;
    let mut code = String::from("impl Words {\n");
    for message in &messages {
        write_function(&mut code, message)?;
    }
    code.push_str(
        "}\n\n/// Every message: its key, which is its function's name, and its arguments in order.\n",
    );
    code.push_str("pub const MESSAGES: &[(&str, &[&str])] = &[\n");
    for message in &messages {
        writeln!(code, "    ({:?}, &{:?}),", message.key, message.arguments)?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalogue.rs"), code)?;
    Ok(())
}

/// Reads keys, texts and argument orders; a message with several arguments states their order
/// in the comment above it, so that rewording a sentence never swaps two of them.
fn read(catalogue: &str) -> Result<Vec<Message>, String> {
    let mut messages: Vec<Message> = Vec::new();
    let mut order: Option<Vec<String>> = None;
    let mut orders = Vec::new();
    for line in catalogue.lines() {
        if let Some(comment) = line.strip_prefix("# (") {
            let names = comment.trim_end().trim_end_matches(')').split(',');
            order = Some(names.map(|name| name.trim().to_owned()).collect());
        } else if line.starts_with('#') || line.trim().is_empty() {
            continue;
        } else if line.starts_with(char::is_alphabetic) {
            let (key, text) = line.split_once('=').ok_or(format!("no message in {line:?}"))?;
            messages.push(Message {
                key: key.trim().to_owned(),
                english: text.trim().to_owned(),
                arguments: Vec::new(),
            });
            orders.push(order.take());
        } else {
            let message = messages.last_mut().ok_or("the catalogue begins with a continuation")?;
            message.english.push(' ');
            message.english.push_str(line.trim());
        }
    }
    for (message, order) in messages.iter_mut().zip(orders) {
        let used = arguments(&message.english);
        message.arguments = match order {
            Some(order) => {
                let (mut a, mut b) = (order.clone(), used);
                a.sort();
                b.sort();
                if a != b {
                    return Err(format!("{} states {a:?} and uses {b:?}", message.key));
                }
                order
            }
            None if used.len() > 1 => {
                return Err(format!("{} has several arguments; state their order above it", message.key));
            }
            None => used,
        };
    }
    Ok(messages)
}

fn arguments(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split('$').skip(1) {
        let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn write_function(code: &mut String, message: &Message) -> Result<(), std::fmt::Error> {
    let counts = ["count", "more", "day", "minutes", "done"];
    let kind = |name: &str| if counts.contains(&name) { "i64" } else { "&str" };
    let parameters: String = message.arguments.iter().fold(String::new(), |mut all, name| {
        all.push_str(&format!(", {name}: {}", kind(name)));
        all
    });
    let values: Vec<String> = message
        .arguments
        .iter()
        .map(|name| {
            let make = if kind(name) == "i64" { "Value::Count" } else { "Value::Text" };
            format!("({name:?}, {make}({name}))")
        })
        .collect();
    writeln!(code, "    /// {}", message.english.replace("[", "\\[").replace("]", "\\]"))?;
    writeln!(code, "    pub fn {}(&self{parameters}) -> String {{", message.key)?;
    writeln!(code, "        self.say({:?}, &[{}])\n    }}\n", message.key, values.join(", "))
}
