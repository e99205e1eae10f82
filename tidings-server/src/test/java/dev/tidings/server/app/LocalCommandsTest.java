package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.cli.ExitCodes;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.store.jdbc.secret.SecretKeyId;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that need no server. */
@NeedsServers
class LocalCommandsTest {
    @TempDir
    Path folder;

    private Cli cli(Map<String, String> more) {
        Map<String, String> env =
                new java.util.HashMap<>(Map.of("TIDINGS_DATA_DIR", folder.toString(), "TIDINGS_SERVER_PORT", "0"));
        env.putAll(more);
        return new Cli(env);
    }

    @Test
    void keys_are_created_shown_once_listed_and_revoked_and_a_running_server_applies_them() {
        Cli cli = cli(Map.of());
        try (Application application = Application.start(Configurations.of(folder))) {
            Cli.Result created = cli.run("keys", "create", "--scope", "produce,operate", "--name", "billing");
            assertThat(created.exit()).as(created.err()).isZero();
            String key = created.out().strip();
            assertThat(key).startsWith("tdk_");
            String listed = cli.run("keys", "list").out();
            assertThat(listed).contains("billing").contains("operate,produce").doesNotContain(key);
            String server = application.uri().toString();
            await().until(() -> cli.run("deliveries", "--server", server).exit() == ExitCodes.FAILED);
            assertThat(cli.run("deliveries", "--server", server).err()).contains("--key");
            assertThat(cli.run("deliveries", "--server", server, "--key", key).exit())
                    .isZero();
            String id = listed.lines()
                    .filter(line -> line.startsWith("key_"))
                    .findFirst()
                    .orElseThrow()
                    .substring(0, "key_".length() + 26);
            assertThat(cli.run("keys", "revoke", id).out()).contains("Revoked");
            assertThat(cli.run("keys", "revoke", id).exit()).isEqualTo(ExitCodes.FAILED);
            keysOfAServer(cli, server);
        }
    }

    /** A remote admin manages the keys of its tenant through the server. */
    private static void keysOfAServer(Cli cli, String server) {
        String[] acme = {"keys", "create", "--scope", "admin", "--name", "me", "--tenant", "acme"};
        String[] there = {"--server", server, "--key", cli.run(acme).out().strip()};
        await().until(() -> run(cli, there, "keys", "list").exit() == ExitCodes.OK);

        Cli.Result created = run(cli, there, "keys", "create", "--scope", "produce", "--name", "ci", "--expires", "1h");
        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(created.out()).startsWith("tdk_");
        assertThat(created.err()).contains("tenant acme");
        String listed = run(cli, there, "keys", "list").out();
        assertThat(listed).contains(" ci ", " me ").doesNotContain("billing", "tdk_");
        String id = listed.lines()
                .filter(line -> line.contains(" ci "))
                .findFirst()
                .orElseThrow()
                .substring(0, "key_".length() + 26);
        assertThat(run(cli, there, "keys", "set-expiry", id, "--expires", "2h").out())
                .startsWith(id + " expires at ");
        assertThat(run(cli, there, "keys", "revoke", id).out()).contains("Revoked " + id);
        assertThat(cli.run("keys", "set-expiry", id, "--expires", "2h").exit()).isEqualTo(ExitCodes.FAILED);

        Cli.Result more = run(cli, there, "keys", "create", "--scope", "system", "--name", "x");
        assertThat(more.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(more.err()).contains("scopes is system");
        assertThat(run(cli, there, "keys", "create", "--scope", "produce", "--name", "x", "--tenant", "other")
                        .exit())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(run(cli, there, "keys", "list", "--config", "x.yaml").exit()).isEqualTo(ExitCodes.USAGE);
    }

    private static Cli.Result run(Cli cli, String[] there, String... command) {
        return cli.run(java.util.stream.Stream.concat(java.util.Arrays.stream(command), java.util.Arrays.stream(there))
                .toArray(String[]::new));
    }

    @Test
    void a_key_needs_an_existing_scope() {
        Cli.Result wrong = cli(Map.of()).run("keys", "create", "--scope", "everything", "--name", "x");
        assertThat(wrong.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err()).contains("everything").contains("PRODUCE");
    }

    @Test
    void config_check_reports_all_errors_and_show_the_origin_of_values() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "server: {port: x, hots: y}");
        Cli.Result check = cli(Map.of()).run("config", "check", "--config", file.toString());
        assertThat(check.exit()).isEqualTo(ExitCodes.CONFIG);
        assertThat(check.err()).contains("server.hots").contains("did you mean 'host'?");
        Cli channel = cli(Map.of("TIDINGS_CHANNELS_WEBHOOK_TIMEOUT_MS", "never"));
        assertThat(channel.run("config", "check").exit()).isEqualTo(ExitCodes.CONFIG);
        assertThat(channel.run("config", "check").err()).contains("channels.webhook.timeout_ms");
        assertThat(cli(Map.of()).run("config", "check").exit()).isZero();
        Cli env = cli(Map.of("TIDINGS_CHANNELS_EMAIL_PASSWORD", "sesame", "TIDINGS_OUTBOUND_ALLOW", "10.0.0.0/8"));
        Cli.Result show = env.run("config", "show");
        assertThat(show.out())
                .containsPattern("data.dir +" + folder + " +env")
                .containsPattern("outbound.allow +\\[10.0.0.0/8] +env")
                .containsPattern("log.level +info +default")
                .containsPattern("channels.email.password +\\*\\*\\*\\* +env")
                .doesNotContain("sesame");
        assertThat(env.run("config", "show", "--json").out())
                .contains("\"origin\" : \"env\"")
                .doesNotContain("sesame");
    }

    @Test
    void config_check_and_serve_report_all_and_equal_errors() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), """
            channels:
              webhook: {timeout_ms: never, timout: 3s}
              email: {host: localhost, from: ann@example.com, timeout: soon, connect_timeout: 0s}
            runtimes:
              catalogue: {"": {command: [/bin/true], port: 1}}
            """);
        for (String command : java.util.List.of("config check", "serve")) {
            Cli.Result refused = cli(Map.of()).run((command + " --config " + file).split(" "));
            assertThat(refused.exit()).as(refused.err()).isEqualTo(ExitCodes.CONFIG);
            assertThat(refused.err())
                    .contains("channels.webhook.timeout_ms", "channels.webhook.timout")
                    .contains("channels.email.timeout", "channels.email.connect_timeout")
                    .contains("runtimes.catalogue: ''; expected [registry/]name[:tag][@sha256:digest]");
        }
    }

    @Test
    void read_only_commands_create_nothing() {
        Path missing = folder.resolve("not-mounted");
        for (Path data : java.util.List.of(folder, missing)) {
            Cli cli = cli(Map.of("TIDINGS_DATA_DIR", data.toString()));
            assertThat(cli.run("doctor").out()).contains("warning  store");
            assertThat(cli.run("keys", "list").out()).contains("No keys");
            assertThat(cli.run("keys", "revoke", "key_x").exit()).isEqualTo(ExitCodes.FAILED);
            assertThat(cli.run("config", "check").exit()).isZero();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void serve_with_an_invalid_configuration_has_its_own_exit_code() {
        Cli.Result served = cli(Map.of("TIDINGS_SERVER_PORT", "many")).run("serve");
        assertThat(served.exit()).isEqualTo(ExitCodes.CONFIG);
        assertThat(served.err()).contains("TIDINGS_SERVER_PORT").doesNotContain("\tat ");
    }

    @Test
    void doctor_passes_on_a_healthy_server_and_names_failures() throws IOException {
        Application.start(Configurations.of(folder)).close();
        Cli.Result well = cli(Map.of()).run("doctor");
        assertThat(well.exit()).as(well.out()).isZero();
        assertThat(well.out())
                .contains("ok       jdk")
                .contains("ok       store")
                .contains("ok       secrets  encrypted with the key "
                        + SecretKeyId.of(SecretKeyFile.load(folder.resolve("secret.key"))))
                .contains("warning  keys");
        Files.write(
                folder.resolve("tidings.db"),
                "not a database at all, not a database at all"
                        .repeat(200)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Cli.Result ill = cli(Map.of("TIDINGS_SERVER_HOST", "0.0.0.0")).run("doctor");
        assertThat(ill.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(ill.out()).contains("BROKEN   store").contains("damaged");
        assertThat(cli(Map.of()).run("doctor", "--json").out()).contains("\"result\" : \"broken\"");
    }

    @Test
    void doctor_checks_kafka_if_configured() {
        assertThat(cli(Map.of()).run("doctor").out()).doesNotContain("kafka");
        Map<String, String> there =
                Map.of("TIDINGS_KAFKA_BOOTSTRAP", KafkaServer.shared().bootstrap());
        assertThat(cli(there).run("doctor").out()).containsPattern("ok +kafka +127.0.0.1:[0-9]+ responds; brokers: 1");
        Map<String, String> reading = new HashMap<>(there);
        reading.put("TIDINGS_INTAKE_KAFKA_ENABLED", "true");
        reading.put("TIDINGS_INTAKE_KAFKA_TOPICS", "doctors");
        assertThat(cli(reading).run("doctor").out()).containsPattern("warning +kafka .*missing topics: doctors");
        Cli.Result away = cli(Map.of("TIDINGS_KAFKA_BOOTSTRAP", "127.0.0.1:1")).run("doctor");
        assertThat(away.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(away.out()).containsPattern("BROKEN +kafka +127.0.0.1:1: Kafka does not respond");
    }

    @Test
    void doctor_checks_redis_if_configured() {
        assertThat(cli(Map.of()).run("doctor").out()).doesNotContain("redis");
        try (RedisServer forgetful = RedisServer.start(
                ServerOptions.fast().with("maxmemory-policy", "allkeys-lru").with("maxmemory", "100mb"))) {
            Cli.Result warned =
                    cli(Map.of("TIDINGS_REDIS_URL", forgetful.url())).run("doctor");
            assertThat(warned.exit()).isZero();
            assertThat(warned.out())
                    .containsPattern("warning +redis +127.0.0.1:[0-9]+ responds; Redis 6.*allkeys-lru")
                    .contains("noeviction");
        }
        assertThat(cli(Map.of("TIDINGS_REDIS_URL", RedisServer.shared().url()))
                        .run("doctor")
                        .out())
                .containsPattern("ok +redis ");
        Cli.Result away =
                cli(Map.of("TIDINGS_REDIS_URL", "redis://:sesame@127.0.0.1:1")).run("doctor");
        assertThat(away.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(away.out())
                .contains("BROKEN   redis    127.0.0.1:1 does not respond: ")
                .doesNotContain("sesame");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "demo",
                "sink",
                "send",
                "deliveries",
                "show",
                "why",
                "dead-letters",
                "replay",
                "cancel",
                "bulk-runs",
                "endpoints",
                "keys",
                "quarantine",
                "nodes",
                "config",
                "doctor",
                "version"
            })
    void every_command_has_help(String command) {
        Cli.Result help = cli(Map.of()).run(command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("Usage: tidings " + command);
        if (!command.equals("version")) {
            assertThat(help.out()).contains("Examples:").contains("  tidings " + command);
        }
    }

    @Test
    void the_root_lists_commands_and_exit_codes_and_suggests_a_mistyped_one() {
        Cli cli = cli(Map.of());
        assertThat(cli.run().out()).contains("dead-letters").contains("Exit codes:");
        Cli.Result mistyped = cli.run("delivries");
        assertThat(mistyped.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(mistyped.err()).contains("deliveries");
        assertThat(cli.run("version").out()).contains("tidings ").contains("java 25");
        assertThat(cli.run("generate-completion").out()).contains("complete -F").contains("dead-letters");
    }

    @Test
    void meaningless_options_are_refused() throws IOException {
        Cli cli = cli(Map.of());
        assertThat(cli.run("send").err()).contains("--type is missing");
        assertThat(cli.run("send", "--type", "a.b", "--payload", "{").err()).contains("--payload is not JSON");
        assertThat(cli.run("send", "--file", folder.resolve("absent").toString())
                        .err())
                .contains("cannot read");
    }
}
