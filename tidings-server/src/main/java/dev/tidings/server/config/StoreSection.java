package dev.tidings.server.config;

import dev.tidings.core.secret.Masking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The database.
 *
 * @param url {@code sqlite:} and a file, a relative one from data.dir; or a JDBC URL of PostgreSQL or MariaDB
 * @param user empty when the URL has it, or for SQLite
 * @param password empty when the URL has it, or for SQLite
 * @param pool connections to a server at most
 * @param secretKey the key that encrypts secrets, or where it is; empty when it stands in its file
 * @param secretKeyId of the key that encrypts, by which it is known to be the right one; empty when any is
 * @param oldSecretKeys keys that only decrypt
 * @param queue intents that may wait for a commit before more are refused
 * @param batch intents or completions a commit at most
 * @param listTimeout how long the queries of one list may take
 * @param mustExist whether to refuse to start where an empty database or a new key would be made
 */
public record StoreSection(
        Sensitive url,
        String user,
        Sensitive password,
        int pool,
        Sensitive secretKey,
        String secretKeyId,
        List<Sensitive> oldSecretKeys,
        int queue,
        int batch,
        Duration listTimeout,
        boolean mustExist) {
    private static final String SQLITE = "sqlite:";
    private static final String EMBEDDED = "sqlite:tidings.db";
    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SHORTEST_LIST = Duration.ofMillis(100);
    private static final Duration LONGEST_LIST = Duration.ofSeconds(9);
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-fA-F]{16}");
    private static final Map<String, Kind> KINDS =
            Map.of(SQLITE, Kind.SQLITE, "jdbc:postgresql:", Kind.POSTGRES, "jdbc:mariadb:", Kind.MARIADB);

    public StoreSection {
        oldSecretKeys = List.copyOf(oldSecretKeys);
    }

    /** Which database a URL is of. */
    public enum Kind {
        SQLITE,
        POSTGRES,
        MARIADB
    }

    static StoreSection read(Section in) {
        Sensitive named = in.sensitive("url", EMBEDDED, Sensitive::url);
        Sensitive url = named.isEmpty() ? Sensitive.url(EMBEDDED) : named;
        if (!known(url.reveal())) {
            in.error(
                    "url",
                    url.toString(),
                    "sqlite: and a file, such as sqlite:tidings.db, or a server, such as"
                            + " jdbc:postgresql://db.example.com/tidings or jdbc:mariadb://db.example.com/tidings");
        }
        Sensitive key = in.secret("secret_key");
        if (!key.isEmpty() && !SecretKeySource.valid(key.reveal())) {
            in.error("secret_key", key.toString(), SecretKeySource.EXPECTED);
        }
        String id = in.text("secret_key_id", "");
        if (!id.isEmpty() && !KEY_ID.matcher(id).matches()) {
            in.error("secret_key_id", id, "16 hexadecimal digits, such as `tidings doctor` shows them");
        }
        List<Sensitive> old = in.secrets("old_secret_keys");
        for (int i = 0; i < old.size(); i++) {
            if (!SecretKeySource.valid(old.get(i).reveal())) {
                in.error("old_secret_keys[" + i + "]", old.get(i).toString(), SecretKeySource.EXPECTED);
            }
        }
        return new StoreSection(
                url,
                in.text("user", ""),
                in.secret("password"),
                in.integer("pool", 10, 4, 100),
                key,
                id.toLowerCase(Locale.ROOT),
                old,
                in.integer("queue", 10_000, 1, 1_000_000),
                in.integer("batch", 500, 1, 500),
                in.duration("list_timeout", LIST_TIMEOUT, SHORTEST_LIST, LONGEST_LIST),
                "true".equals(in.choice("must_exist", "false", List.of("true", "false"))));
    }

    private static boolean known(String url) {
        return KINDS.keySet().stream().anyMatch(start -> url.startsWith(start) && url.length() > start.length());
    }

    public Kind kind() {
        return KINDS.entrySet().stream()
                .filter(kind -> url.reveal().startsWith(kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** The file of an embedded database. */
    public Path file(Path dataDir) {
        return dataDir.resolve(url.reveal().substring(SQLITE.length()));
    }

    /** How people know the database: without credentials and parameters. */
    public String name(Path dataDir) {
        if (kind() == Kind.SQLITE) {
            return file(dataDir).toString();
        }
        return Masking.bare(url.reveal());
    }
}
