//! An index of Python's packages on loopback, for as long as a command runs: the wheels of a folder, by the simple
//! repository API (PEP 503), at the address that UV_DEFAULT_INDEX tells the command. Ends as the command ends.
//! usage: index FOLDER COMMAND [ARGUMENT...]
use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, exit};
use std::{env, fs, thread};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().expect("a folder is given");
    let mut command = Command::new(arguments.next().expect("a command is given"));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let index = format!("http://{}/simple", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let folder = folder.clone();
            thread::spawn(move || answer(connection, &folder));
        }
    });
    let status = command.args(arguments).env("UV_DEFAULT_INDEX", index).status()?;
    exit(status.code().unwrap_or(1))
}

/// One answer for each connection: HEAD is answered as GET, without what was asked for.
fn answer(mut connection: TcpStream, folder: &str) -> Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let request = lines.next().unwrap_or(Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let whole = words.next() == Some("GET");
    let parts: Vec<&str> = words.next().unwrap_or("").split('/').collect();
    let found = match parts[..] {
        ["", "simple", name, ""] => links(folder, name)?.map(|page| ("text/html", page.into_bytes())),
        ["", "files", file] => fs::read(format!("{folder}/{file}")).ok().map(|bytes| ("application/zip", bytes)),
        _ => None,
    };
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    let (kind, bytes) = found.unwrap_or(("text/plain", Vec::new()));
    let length = bytes.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    connection.write_all(if whole { &bytes } else { &[] })
}

/// A page of links to a package's wheels; none where there are none.
fn links(folder: &str, name: &str) -> Result<Option<String>> {
    let mut page = String::from("<!DOCTYPE html>\n");
    for entry in fs::read_dir(folder)? {
        let file = entry?.file_name().into_string().expect("names of wheels are ASCII");
        if file.starts_with(&format!("{name}-")) {
            page += &format!("<a href=\"/files/{file}\">{file}</a>\n");
        }
    }
    Ok(page.contains("<a ").then_some(page))
}
