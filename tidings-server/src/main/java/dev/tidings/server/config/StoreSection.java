package dev.tidings.server.config;

import java.nio.file.Path;

/**
 * The database.
 *
 * @param url {@code sqlite:} and a file, a relative one from data.dir
 * @param queue intents that may wait for a commit before more are refused
 * @param batch intents or completions a commit at most
 */
public record StoreSection(String url, int queue, int batch) {
    private static final String SQLITE = "sqlite:";

    static StoreSection read(Section in) {
        String url = in.secretText("url", "sqlite:tidings.db");
        if (!url.startsWith(SQLITE) || url.length() == SQLITE.length()) {
            in.error("url", Masking.url(url), "sqlite: and a file, such as sqlite:tidings.db");
        }
        return new StoreSection(url, in.integer("queue", 10_000, 1, 1_000_000), in.integer("batch", 500, 1, 500));
    }

    /** The database file. */
    public Path file(Path dataDir) {
        return dataDir.resolve(url.substring(SQLITE.length()));
    }
}
