package dev.tidings.server.config;

import java.nio.file.Path;

/** The data directory: the embedded database and the key that encrypts secrets. */
public record DataSection(Path dir) {
    static DataSection read(Section in) {
        return new DataSection(in.path("dir", "data"));
    }
}
