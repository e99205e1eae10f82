package dev.tidings.server.config;

import dev.tidings.core.secret.Masking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Settings of the database.
 *
 * @param url {@code sqlite:} with a file, relative to data.dir, or a JDBC URL of PostgreSQL or MariaDB
 * @param user empty for SQLite, or if the URL has it
 * @param password empty for SQLite, or if the URL has it
 * @param pool the maximum number of connections
 * @param readUrl a read replica for lists, of the same kind of database; empty if there is none
 * @param readMaxLag how far the replica may be behind to be used
 * @param secretKey the key that encrypts secrets, or its source; empty for the key file
 * @param secretKeyId the id of the expected key; empty to accept any key
 * @param oldSecretKeys keys that only decrypt
 * @param queue the maximum number of intents that wait for a commit
 * @param batch the maximum number of intents or completions per commit
 * @param listTimeout the timeout of the queries of one list
 * @param mustExist whether to refuse to start if the database or the key would have to be created
 */
public record StoreSection(
        Sensitive url,
        String user,
        Sensitive password,
        int pool,
        Sensitive readUrl,
        Duration readMaxLag,
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
    private static final Duration READ_MAX_LAG = Duration.ofSeconds(10);
    /** Heartbeats, which measure the lag, are two seconds apart. */
    private static final Duration SHORTEST_LAG = Duration.ofSeconds(5);

    private static final Duration LONGEST_LAG = Duration.ofHours(1);
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-fA-F]{16}");
    private static final Map<String, Kind> KINDS =
            Map.of(SQLITE, Kind.SQLITE, "jdbc:postgresql:", Kind.POSTGRES, "jdbc:mariadb:", Kind.MARIADB);

    public StoreSection {
        oldSecretKeys = List.copyOf(oldSecretKeys);
    }

    /** The kind of database. */
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
                    "sqlite: with a file, such as sqlite:tidings.db, or a JDBC URL, such as"
                            + " jdbc:postgresql://db.example.com/tidings or jdbc:mariadb://db.example.com/tidings");
        }
        Sensitive replica = in.sensitive("read_url", "", Sensitive::url);
        checkReplica(in, url.reveal(), replica);
        Sensitive key = in.secret("secret_key");
        if (!key.isEmpty() && !SecretKeySource.valid(key.reveal())) {
            in.error("secret_key", key.toString(), SecretKeySource.EXPECTED);
        }
        String id = in.text("secret_key_id", "");
        if (!id.isEmpty() && !KEY_ID.matcher(id).matches()) {
            in.error("secret_key_id", id, "16 hexadecimal digits, as shown by tidings doctor");
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
                replica,
                in.duration("read_max_lag", READ_MAX_LAG, SHORTEST_LAG, LONGEST_LAG),
                key,
                id.toLowerCase(Locale.ROOT),
                old,
                in.integer("queue", 10_000, 1, 1_000_000),
                in.integer("batch", 500, 1, 500),
                in.duration("list_timeout", LIST_TIMEOUT, SHORTEST_LIST, LONGEST_LIST),
                "true".equals(in.choice("must_exist", "false", List.of("true", "false"))));
    }

    private static void checkReplica(Section in, String primary, Sensitive replica) {
        if (replica.isEmpty() || !known(primary)) {
            return;
        }
        String start = start(primary);
        if (start.equals(SQLITE)) {
            in.error("read_url", replica.toString(), "empty, because a SQLite file (store.url) has no replicas");
        } else if (!replica.reveal().startsWith(start) || replica.reveal().length() == start.length()) {
            in.error(
                    "read_url",
                    replica.toString(),
                    "a URL that starts with " + start + ", like store.url, such as " + start
                            + "//replica.example.com/tidings");
        }
    }

    private static String start(String url) {
        return KINDS.keySet().stream().filter(url::startsWith).findFirst().orElseThrow();
    }

    private static boolean known(String url) {
        return KINDS.keySet().stream().anyMatch(start -> url.startsWith(start) && url.length() > start.length());
    }

    public Kind kind() {
        return Objects.requireNonNull(KINDS.get(start(url.reveal())));
    }

    /** Whether the database is a file, which one process opens. */
    public boolean embedded() {
        return url.reveal().startsWith(SQLITE);
    }

    /** The file of the embedded database. */
    public Path file(Path dataDir) {
        return dataDir.resolve(url.reveal().substring(SQLITE.length()));
    }

    /** The database without credentials and parameters, for logs and errors. */
    public String name(Path dataDir) {
        if (kind() == Kind.SQLITE) {
            return file(dataDir).toString();
        }
        return Masking.bare(url.reveal());
    }
}
