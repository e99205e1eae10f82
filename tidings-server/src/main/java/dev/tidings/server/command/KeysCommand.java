package dev.tidings.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Column;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.KeyLimitOptions;
import dev.tidings.cli.Remote;
import dev.tidings.cli.Screen;
import dev.tidings.cli.SecretKeyRotation;
import dev.tidings.cli.Table;
import dev.tidings.cli.TokenKeyRotation;
import dev.tidings.cli.rest.Api;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.Scope;
import dev.tidings.core.notification.Intent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings keys}: works on the data folder itself, beside a running server. */
@Command(
        name = "keys",
        description = {
            "Makes, lists and revokes API keys, on the data folder itself: run it where the server runs. Replaces,"
                    + " through a running server, the keys that encrypt secrets and sign tokens.",
            "As long as there is no key, everybody on this machine may do everything and the server listens on loopback"
                    + " only. A running server heeds changes within a second or two.",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create | list | revoke | encryption | rotate-encryption | tokens | rotate-tokens)",
        footerHeading = "%nScopes: produce (submit intents), subscribe (receive events), operate (see and manage),"
                + " admin (all).%n%nExamples:%n",
        footer = {
            "  tidings keys create --scope produce --name billing",
            "  tidings keys create --scope admin --name ada --tenant acme",
            "  tidings keys list",
            "  tidings keys revoke key_01K...",
            "  tidings keys rotate-encryption      after store.secret_key has changed",
            "  tidings keys rotate-tokens --now    ends every token at once"
        })
public final class KeysCommand implements Runnable {
    private final ServerHost host;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public KeysCommand(ServerHost host) {
        this.host = host;
    }

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "create",
            description = "Makes a key and shows it, this once.",
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
                            description = "produce, subscribe, operate, system or admin; may be repeated.")
                    List<Scope> scopes,
            @Option(names = "--name", required = true, description = "What it is for, in your words.") String name,
            @Option(
                            names = "--tenant",
                            defaultValue = Intent.DEFAULT_TENANT,
                            description = "Whose it is (default 'default').")
                    String tenant,
            @Mixin KeyLimitOptions limits,
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Mixin ConfigFile config) {
        try (ServerHost.Keys keys = open(config)) {
            ServerHost.Keys.Created created = keys.create(
                    tenant, name, Set.copyOf(scopes), limits.read(host.clock().instant()));
            Screen out = Screen.of(spec);
            if (json) {
                out.json(describe(created.key()).put("key", created.text().reveal()));
            } else {
                out.line(created.text().reveal());
                Screen.of(spec)
                        .note("Key " + created.key().id() + " (" + scopes(created.key()) + ", tenant " + tenant
                                + "). It is shown this once. Use it with --key, TIDINGS_KEY or Authorization: Bearer.");
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists keys, never their text.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings keys list", "  tidings keys list --json"})
    int list(@Option(names = "--json", description = "As JSON.") boolean json, @Mixin ConfigFile config) {
        try (ServerHost.Keys keys = open(config)) {
            List<ApiKey> all = keys.list();
            Screen out = Screen.of(spec);
            if (json) {
                ArrayNode array = Api.JSON.createArrayNode();
                all.forEach(key -> array.add(describe(key)));
                out.json(array);
            } else if (all.isEmpty()) {
                out.line("No keys: everybody on this machine may do everything, and only this machine.");
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
                        key.id(),
                        key.name(),
                        key.tenant(),
                        scopes(key),
                        key.createdAt().toString(),
                        Objects.toString(key.revokedAt(), "-"),
                        Objects.toString(key.limits().expiresAt(), "-"),
                        limits(key),
                        Objects.toString(key.lastUsedAt(), "-"))));
                out.table(table);
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "revoke",
            description = "Ends a key for good.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings keys revoke key_01K...")
    int revoke(
            @Parameters(paramLabel = "KEY", description = "key_..., as keys list shows it.") String id,
            @Mixin ConfigFile config) {
        try (ServerHost.Keys keys = open(config)) {
            boolean revoked = keys.revoke(id);
            Screen.of(spec).line(revoked ? "Revoked " + id : "No key '" + id + "' is in force; see tidings keys list");
            return revoked ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    @Command(
            name = "encryption",
            description = "Lists the keys that encrypt secrets, by id, and which of them are still needed.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings keys encryption", "  tidings keys encryption --json"})
    int encryption(@Mixin Remote remote) {
        return new SecretKeyRotation(Screen.of(spec), host.ticker()).list(remote);
    }

    @Command(
            name = "rotate-encryption",
            description = {
                "Encrypts all secrets again with the key that store.secret_key names now, while the server runs.",
                "A run that was broken off goes on with what is left."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings keys rotate-encryption")
    int rotateEncryption(@Mixin Remote remote) {
        return new SecretKeyRotation(Screen.of(spec), host.ticker()).run(remote);
    }

    @Command(
            name = "tokens",
            description = "Lists the keys that sign the tokens of subscribers, by id.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings keys tokens")
    int tokens(@Mixin Remote remote) {
        return new TokenKeyRotation(Screen.of(spec)).list(remote);
    }

    @Command(
            name = "rotate-tokens",
            description =
                    "Has a fresh key sign the tokens of subscribers; the keys before go on verifying for a while.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings keys rotate-tokens", "  tidings keys rotate-tokens --now"})
    int rotateTokens(
            @Option(names = "--now", description = "Ends the keys before, and all their tokens, at once.") boolean now,
            @Mixin Remote remote) {
        return new TokenKeyRotation(Screen.of(spec)).run(remote, now);
    }

    private ServerHost.Keys open(ConfigFile config) {
        return host.keys(host.load(config.file).configuration());
    }

    private static ObjectNode describe(ApiKey key) {
        ObjectNode node = Api.JSON
                .createObjectNode()
                .put("id", key.id())
                .put("name", key.name())
                .put("tenant", key.tenant());
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

    private static String limits(ApiKey key) {
        List<String> all = new ArrayList<>();
        key.limits().networks().forEach(network -> all.add("from " + network));
        key.limits().types().forEach(type -> all.add("type " + type));
        key.limits().recipients().forEach(recipient -> all.add("to " + recipient));
        return all.isEmpty() ? "-" : String.join(", ", all);
    }

    private static String scopes(ApiKey key) {
        return key.scopes().stream().map(Scope::code).sorted().collect(Collectors.joining(","));
    }
}
