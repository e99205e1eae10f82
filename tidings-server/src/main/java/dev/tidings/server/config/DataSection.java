package dev.tidings.server.config;

import java.nio.file.Path;

/** Where what the server keeps is kept: the embedded database and the key that seals secrets. */
public record DataSection(Path dir) {
    static DataSection read(Section in) {
        return new DataSection(in.path("dir", "data"));
    }
}
