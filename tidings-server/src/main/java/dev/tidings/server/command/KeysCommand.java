package dev.tidings.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Column;
import dev.tidings.cli.ConnectionOptions;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.KeyLimitOptions;
import dev.tidings.cli.ManagedKeys;
import dev.tidings.cli.Screen;
import dev.tidings.cli.SecretKeyRotation;
import dev.tidings.cli.ServerKeys;
import dev.tidings.cli.Table;
import dev.tidings.cli.TokenKeyRotation;
import dev.tidings.cli.UsageError;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.notification.Intent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code tidings keys}: manages keys in the database, also while a server runs, or through a running server. */
@Command(
        name = "keys",
        description = {
            "Creates, lists and revokes API keys: in the configured database, or through a running server with"
                    + " --server and an admin key. Rotates, through a running server, the keys that encrypt secrets"
                    + " and sign tokens.",
            "Without any key, all requests are allowed and the server listens on loopback only. A running server"
                    + " applies changes within two seconds.",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel =
                "(create | list | set-expiry | revoke | encryption | rotate-encryption | tokens | rotate-tokens)",
        footerHeading = "%nScopes: produce (submit intents), subscribe (receive events), operate (see and manage),"
                + " system (installation-wide), admin (everything of the tenant).%n%nExamples:%n",
        footer = {
            "  tidings keys create --scope produce --name billing",
            "  tidings keys create --scope admin --name ada --tenant acme",
            "  tidings keys create --scope produce --name ci --server https://tidings.example.com --key tdk_...",
            "  tidings keys list",
            "  tidings keys revoke key_01K...",
            "  tidings keys rotate-encryption      after store.secret_key has changed",
            "  tidings keys rotate-tokens --now    invalidates all tokens at once"
        })
public final class KeysCommand implements Runnable {
    private final ServerCommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public KeysCommand(ServerCommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "create",
            description = "Creates a key and shows it once.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings keys create --scope produce --name billing",
                "  tidings keys create --scope subscribe,operate --name dashboard --tenant acme",
                "  tidings keys create --scope produce --name ci --type 'build.*' --from 10.0.0.0/8 --expires 90d"
            })
    int create(
            @Option(
                            names = "--scope",
                            required = true,
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "produce, subscribe, operate, audit, system or admin; may be repeated.")
                    List<Scope> scopes,
            @Option(names = "--name", required = true, description = "A name for the key.") String name,
            @Option(
                            names = "--tenant",
                            description = "The key's tenant (default: default; with --server, the tenant of --key).")
                    @Nullable
                    String tenant,
            @Mixin KeyLimitOptions limits,
            @Option(names = "--json", description = "Print JSON.") boolean json,
            @Mixin KeyStoreOptions options) {
        try (ManagedKeys keys = options.open(environment)) {
            JsonNode created = keys.create(
                    tenant,
                    name,
                    Set.copyOf(scopes),
                    limits.read(environment.clock().instant()));
            Screen out = Screen.of(spec);
            if (json) {
                out.json(created);
            } else {
                out.line(created.path("key").asText());
                out.note("Key " + text(created, "id") + " (" + texts(created, "scopes") + ", tenant "
                        + text(created, "tenant")
                        + "). It is not shown again. Use it with --key, TIDINGS_KEY or Authorization: Bearer.");
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists keys without their text.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings keys list", "  tidings keys list --json"})
    int list(@Option(names = "--json", description = "Print JSON.") boolean json, @Mixin KeyStoreOptions options) {
        try (ManagedKeys keys = options.open(environment)) {
            List<JsonNode> all = keys.list();
            Screen out = Screen.of(spec);
            if (json) {
                out.json(ApiClient.JSON.createArrayNode().addAll(all));
            } else if (all.isEmpty()) {
                out.line("No keys: all requests from this machine are allowed; no others are.");
            } else {
                Table table = new Table(
                        Column.whole("ID"),
                        Column.text("NAME"),
                        Column.text("TENANT"),
                        Column.text("SCOPES"),
                        Column.time("CREATED"),
                        Column.time("REVOKED"),
                        Column.time("EXPIRES").asExtra(),
                        Column.text("LIMITS").asExtra(),
                        Column.time("LAST USED").asExtra());
                all.forEach(key -> table.row(List.of(
                        text(key, "id"),
                        text(key, "name"),
                        text(key, "tenant"),
                        texts(key, "scopes"),
                        text(key, "created_at"),
                        text(key, "revoked_at"),
                        text(key, "expires_at"),
                        limits(key),
                        text(key, "last_used_at"))));
                out.table(table);
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "revoke",
            description = "Revokes a key permanently.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings keys revoke key_01K...")
    int revoke(
            @Parameters(paramLabel = "KEY", description = "Key id (key_...), see keys list.") String id,
            @Mixin KeyStoreOptions options) {
        try (ManagedKeys keys = options.open(environment)) {
            return report(keys.revoke(id), "Revoked " + id, id);
        }
    }

    @Command(
            name = "set-expiry",
            description = "Changes when a key expires.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings keys set-expiry key_01K... --expires 90d",
                "  tidings keys set-expiry key_01K... --expires 1h --server https://tidings.example.com"
            })
    int setExpiry(
            @Parameters(paramLabel = "KEY", description = "Key id (key_...), see keys list.") String id,
            @Option(
                            names = "--expires",
                            required = true,
                            paramLabel = "DURATION",
                            description = "Time from now until it expires, such as 90d.")
                    String expires,
            @Mixin KeyStoreOptions options) {
        Instant until = KeyLimitOptions.until(expires, environment.clock().instant());
        try (ManagedKeys keys = options.open(environment)) {
            return report(keys.expire(id, until), id + " expires at " + until, id);
        }
    }

    private int report(boolean done, String what, String id) {
        Screen.of(spec).line(done ? what : "No active key '" + id + "'; see tidings keys list");
        return done ? ExitCodes.OK : ExitCodes.FAILED;
    }

    @Command(
            name = "encryption",
            description = "Lists the ids of the keys that encrypt secrets, and which of them are still in use.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings keys encryption", "  tidings keys encryption --json"})
    int encryption(@Mixin ConnectionOptions remote) {
        return new SecretKeyRotation(Screen.of(spec), environment.ticker()).list(remote);
    }

    @Command(
            name = "rotate-encryption",
            description = {
                "Re-encrypts all secrets with the current store.secret_key, while the server runs.",
                "An interrupted run can be repeated and continues where it stopped."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings keys rotate-encryption")
    int rotateEncryption(@Mixin ConnectionOptions remote) {
        return new SecretKeyRotation(Screen.of(spec), environment.ticker()).run(remote);
    }

    @Command(
            name = "tokens",
            description = "Lists the ids of the keys that sign subscriber tokens.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings keys tokens")
    int tokens(@Mixin ConnectionOptions remote) {
        return new TokenKeyRotation(Screen.of(spec)).list(remote);
    }

    @Command(
            name = "rotate-tokens",
            description = "Signs subscriber tokens with a new key. Previous keys still verify tokens for a while.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings keys rotate-tokens", "  tidings keys rotate-tokens --now"})
    int rotateTokens(
            @Option(names = "--now", description = "Invalidate the previous keys and all their tokens immediately.")
                    boolean now,
            @Mixin ConnectionOptions remote) {
        return new TokenKeyRotation(Screen.of(spec)).run(remote, now);
    }

    private static String text(JsonNode key, String field) {
        return key.path(field).asText("-");
    }

    private static String texts(JsonNode key, String field) {
        return String.join(",", items(key, field));
    }

    private static List<String> items(JsonNode key, String field) {
        List<String> items = new ArrayList<>();
        key.path(field).forEach(item -> items.add(item.asText()));
        return items;
    }

    private static String limits(JsonNode key) {
        List<String> all = new ArrayList<>();
        items(key, "from").forEach(network -> all.add("from " + network));
        items(key, "types").forEach(type -> all.add("type " + type));
        items(key, "recipients").forEach(recipient -> all.add("to " + recipient));
        return all.isEmpty() ? "-" : String.join(", ", all);
    }

    /** The options of commands that manage API keys, in the configured database or through a running server. */
    static final class KeyStoreOptions {
        private static final String SERVER = "--server";
        private static final String CONFIG = "--config";

        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init")
        private CommandSpec command;

        @Option(
                names = {"-c", CONFIG},
                paramLabel = "FILE",
                defaultValue = "${env:TIDINGS_CONFIG}",
                description =
                        "Configuration file with the database (default: tidings.yaml in the working directory, if it"
                                + " exists).")
        private @Nullable Path config;

        @Option(
                names = SERVER,
                paramLabel = "URL|HOST:PORT",
                defaultValue = "${env:TIDINGS_SERVER}",
                description = "Manage the keys of --key's tenant through a running server (TIDINGS_SERVER).")
        private @Nullable String server;

        @Option(
                names = "--key",
                paramLabel = "KEY",
                defaultValue = "${env:TIDINGS_KEY}",
                description = "Admin key for --server (TIDINGS_KEY).")
        private @Nullable String key;

        ManagedKeys open(ServerCommandEnvironment environment) {
            ParseResult given = command.commandLine().getParseResult();
            boolean database = given.hasMatchedOption(CONFIG);
            if (database && given.hasMatchedOption(SERVER)) {
                throw new UsageError("--config and --server cannot be combined; use one of them");
            }
            return server == null || database
                    ? new DatabaseKeys(environment.keys(environment.load(config).configuration()))
                    : new ServerKeys(ConnectionOptions.open(server, key));
        }

        /** Manages keys of all tenants in the database, also while a server runs on it. */
        private static final class DatabaseKeys implements ManagedKeys {
            private final ServerCommandEnvironment.Keys keys;

            DatabaseKeys(ServerCommandEnvironment.Keys keys) {
                this.keys = keys;
            }

            @Override
            public JsonNode create(@Nullable String tenant, String name, Set<Scope> scopes, KeyLimits limits) {
                ServerCommandEnvironment.Keys.Created created =
                        keys.create(tenant == null ? Intent.DEFAULT_TENANT : tenant, name, scopes, limits);
                return describe(created.key()).put("key", created.text().reveal());
            }

            @Override
            public List<JsonNode> list() {
                return keys.list().stream()
                        .<JsonNode>map(DatabaseKeys::describe)
                        .toList();
            }

            @Override
            public boolean revoke(String id) {
                return keys.revoke(id);
            }

            @Override
            public boolean expire(String id, Instant at) {
                return keys.expire(id, at);
            }

            @Override
            public void close() {
                keys.close();
            }

            private static ObjectNode describe(ApiKey key) {
                ObjectNode node = ApiClient.JSON
                        .createObjectNode()
                        .put("id", key.id())
                        .put("tenant", key.tenant())
                        .put("name", key.name());
                key.scopes().stream().map(Scope::code).sorted().forEach(node.putArray("scopes")::add);
                key.limits().networks().forEach(node.putArray("from")::add);
                key.limits().types().forEach(node.putArray("types")::add);
                key.limits().recipients().forEach(node.putArray("recipients")::add);
                node.put("created_at", key.createdAt().toString());
                node.put("last_used_at", Objects.toString(key.lastUsedAt(), null));
                node.put("expires_at", Objects.toString(key.limits().expiresAt(), null));
                node.put("revoked_at", Objects.toString(key.revokedAt(), null));
                return node;
            }
        }
    }
}
