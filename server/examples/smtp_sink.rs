//! A small mail server for tests: takes every mail, writes it to a file as a line of JSON, and says so only then.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// `smtp_sink FILE [DELAY_MS]`
fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_else(|| "mails.jsonl".into());
    let delay_ms = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let file = Arc::new(Mutex::new(
        OpenOptions::new().create(true).append(true).open(path)?,
    ));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    for line in listener.incoming() {
        let (line, file) = (line?, file.clone());
        std::thread::spawn(move || talk(line, &file, Duration::from_millis(delay_ms)));
    }
    Ok(())
}

fn talk(line: TcpStream, file: &Mutex<File>, delay: Duration) -> std::io::Result<()> {
    let mut answers = line.try_clone()?;
    let mut words = BufReader::new(line);
    let mut to = String::new();
    writeln!(answers, "220 sink\r")?;
    loop {
        let mut command = String::new();
        if words.read_line(&mut command)? == 0 {
            return Ok(());
        }
        let upper = command.to_ascii_uppercase();
        if upper.starts_with("RCPT TO:") {
            to = command[8..].trim().trim_matches(['<', '>']).to_owned();
            if to.starts_with("gone") {
                writeln!(answers, "550 no such mailbox\r")?;
                continue;
            }
        }
        if upper.starts_with("DATA") {
            writeln!(answers, "354 go on\r")?;
            let mut mail = String::new();
            loop {
                let mut line = String::new();
                if words.read_line(&mut line)? == 0 {
                    return Ok(());
                }
                if line.trim_end() == "." {
                    break;
                }
                mail.push_str(&line);
            }
            std::thread::sleep(delay);
            let kept = serde_json::json!({ "to": to, "mail": mail });
            if let Ok(mut file) = file.lock() {
                writeln!(file, "{kept}")?;
                file.flush()?;
            }
            writeln!(answers, "250 taken\r")?;
        } else if upper.starts_with("QUIT") {
            writeln!(answers, "221 bye\r")?;
            return Ok(());
        } else {
            writeln!(answers, "250 ok\r")?;
        }
    }
}
