package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.TlsKeyPair;
import dev.tidings.cli.ExitCodes;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.time.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code config check} reports exactly the errors for which {@code serve} refuses to start. */
@NeedsServers
class ConfigCheckTest {
    /** Files of settings, shared by all tests, because creating a key is slow. */
    @TempDir
    static Path files;

    private static TlsKeyPair good;

    @TempDir
    Path folder;

    @BeforeAll
    static void certificates() throws IOException {
        good = TestCertificate.write(files, "good.crt", "good.key");
        TestCertificate.write(files, "other.crt", "other.key");
        Files.writeString(files.resolve("garbage"), "neither a certificate nor a key");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("no YAML", "server: [", List.of("well-formed YAML")),
                Arguments.of(
                        "keys that there are not", "server: {hots: x, prot: y}", List.of("server.hots", "server.prot")),
                Arguments.of(
                        "values of a section",
                        "server: {port: x}\nlog: {level: loud}",
                        List.of("server.port", "log.level")),
                Arguments.of(
                        "what the file has wrong, and what channels have wrong",
                        "server: {port: x}\nstore: {url: nowhere}\nchannels: {webhook: {timeout: never}}",
                        List.of("server.port", "store.url", "channels.webhook.timeout")),
                Arguments.of("routing to nowhere", "routing: {\"*\": [pigeon]}", List.of("routing.*[0]: pigeon")),
                Arguments.of(
                        "an address of another machine",
                        "server: {host: 192.0.2.1}",
                        List.of("server.host: 192.0.2.1")),
                Arguments.of("no address at all", "server: {host: \"[::zz]\"}", List.of("server.host: [::zz]")),
                Arguments.of(
                        "proxies that are none",
                        "server: {trusted_proxies: [10.0.0.0/33]}",
                        List.of("server.trusted_proxies[0]: 10.0.0.0/33")),
                Arguments.of(
                        "TLS files that are missing",
                        tls("none.crt", "none.key"),
                        List.of("server.tls.certificate: $/none.crt", "server.tls.key: $/none.key", "NoSuchFile")),
                Arguments.of(
                        "TLS files that are folders",
                        tls(".", "."),
                        List.of("server.tls.certificate: $/.", "server.tls.key: $/.")),
                Arguments.of(
                        "TLS files that are something else",
                        tls("garbage", "garbage"),
                        List.of("server.tls.certificate: $/garbage", "server.tls.key: $/garbage")),
                Arguments.of(
                        "a certificate and the key of another",
                        tls("good.crt", "other.key"),
                        List.of("server.tls.key: $/other.key", "the key does not match the certificate")),
                Arguments.of("half of TLS", "server: {tls: {certificate: x}}", List.of("server.tls.key")),
                Arguments.of(
                        "a database's URL that its driver does not understand",
                        "store: {url: \"jdbc:postgresql://me:sesame@localhost:port/x\"}",
                        List.of("store.url: jdbc:postgresql://")),
                Arguments.of(
                        "a replica's URL that its driver does not understand",
                        "store: {url: \"jdbc:postgresql://db/x\", read_url: \"jdbc:postgresql://me:sesame@localhost:port/x\"}",
                        List.of("store.read_url: jdbc:postgresql://")),
                Arguments.of(
                        "a replica of a file",
                        "store: {read_url: \"jdbc:postgresql://me:sesame@replica/x\"}",
                        List.of(
                                "store.read_url: jdbc:postgresql://",
                                "expected empty, because a SQLite file (store.url)")),
                Arguments.of(
                        "a replica of another kind of database, and a lag that heartbeats cannot measure",
                        "store: {url: \"jdbc:postgresql://db/x\", read_url: \"jdbc:mariadb://me:sesame@replica/x\","
                                + " read_max_lag: 1s}",
                        List.of(
                                "store.read_url: jdbc:mariadb://",
                                "expected a URL that starts with jdbc:postgresql:",
                                "store.read_max_lag: 1s; expected",
                                "from 5s to 1h")),
                Arguments.of(
                        "keys of tokens in a file that is not there",
                        "access: {jwt: {keys: none.json, audience: x}}",
                        List.of("access.jwt.keys")),
                Arguments.of(
                        "a Redis without a port",
                        "redis: {url: \"redis://me:sesame@:6379\"}",
                        List.of("redis.url: redis://")),
                Arguments.of(
                        "a Kafka that its clients do not understand",
                        "kafka: {bootstrap: [localhost:9092], client: {security.protocol: NONE}}\npush: {log: kafka}",
                        List.of("kafka", "security.protocol")),
                Arguments.of(
                        "no server of Kafka",
                        "kafka: {bootstrap: [\"nowhere.invalid:9092\"]}\npush: {log: kafka}",
                        List.of("kafka.bootstrap: nowhere.invalid:9092; expected servers as host:port, separated by"
                                + " commas, of which at least one resolves")),
                Arguments.of(
                        "a password of Kafka where none belongs",
                        kafka("org.apache.kafka.common.security.plain.PlainLoginModule required sesame;"),
                        List.of("kafka.client.sasl.jaas.config; expected a JAAS login module")),
                Arguments.of(
                        "a login module of Kafka that there is not, and no server",
                        kafka("nowhere.Module required password='sesame';")
                                .replace("localhost:9092", "nowhere.invalid:9092"),
                        List.of(
                                "kafka.bootstrap: nowhere.invalid:9092",
                                "kafka.client",
                                "No LoginModule found for nowhere.Module")),
                Arguments.of(
                        "no login for Kafka, whose clients need one",
                        "kafka: {bootstrap: [localhost:9092], client: {security.protocol: SASL_PLAINTEXT,"
                                + " sasl.mechanism: PLAIN}}\npush: {log: kafka}",
                        List.of("kafka.client.sasl.jaas.config; expected a JAAS login module")),
                Arguments.of(
                        "certificates for Kafka that are missing",
                        "kafka: {bootstrap: [localhost:9092], client: {security.protocol: SSL,"
                                + " ssl.truststore.location: /none.jks}}\npush: {log: kafka}",
                        List.of("kafka.client", "/none.jks")),
                Arguments.of(
                        "what only consumers of Kafka refuse",
                        "kafka: {bootstrap: [localhost:9092], client: {max.poll.records: many}}\npush: {log: kafka}",
                        List.of("kafka.client", "max.poll.records")),
                Arguments.of(
                        "the required settings of a channel and all others",
                        "channels: {email: {host: \"a b\", from: nobody, port: 70000, security: maybe,"
                                + " pool_size: 0, locale: \"?\", summary_length: 0, trust_links: perhaps,"
                                + " message_id_domain: \"a b\", ehlo_host: \"a b\", timeout: soon, connect_timeout: 0s,"
                                + " ca_file: none.pem, templates_dir: none, colour: red}}",
                        Stream.of(
                                        "host",
                                        "from",
                                        "port",
                                        "security",
                                        "pool_size",
                                        "locale",
                                        "summary_length",
                                        "trust_links",
                                        "message_id_domain",
                                        "ehlo_host",
                                        "timeout",
                                        "connect_timeout",
                                        "ca_file",
                                        "templates_dir",
                                        "colour")
                                .map(name -> "channels.email." + name + ": ")
                                .toList()),
                Arguments.of(
                        "a required setting that is missing, and others",
                        "channels: {email: {host: localhost, timeout: soon}}",
                        List.of("channels.email.from; expected a sender", "channels.email.timeout: soon")),
                Arguments.of(
                        "ranges that are none, and every channel",
                        "outbound: {allow: [nonsense]}\n"
                                + "channels: {webhook: {timeout: never}, feishu: {summary_length: x, hosts: [\"a b\"],"
                                + " templates_dir: none}, push: {colour: red}}",
                        List.of(
                                "outbound.allow[0]",
                                "channels.webhook.timeout",
                                "channels.feishu.summary_length",
                                "channels.feishu.hosts",
                                "channels.feishu.templates_dir",
                                "channels.push.colour")),
                Arguments.of(
                        "images that are none, each of them",
                        "runtimes: {catalogue: {\"A B\": {command: [/bin/true]}, \"C D\": {command: [/bin/true]}}}",
                        List.of("A B", "C D")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    @Timeout(60) // A server that starts by mistake would run forever.
    void config_check_and_serve_report_the_same_errors(String what, String yaml, List<String> errors)
            throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), yaml.replace("$", files.toString()));
        Cli cli = new Cli(Map.of("TIDINGS_DATA_DIR", folder.resolve("data").toString()));

        Cli.Result check = cli.run("config", "check", "--config", file.toString());
        Cli.Result serve = cli.run("serve", "--config", file.toString());

        assertThat(check.exit()).as(check.err()).isEqualTo(ExitCodes.CONFIG);
        for (String error : errors) {
            assertThat(check.err()).contains(error.replace("$", files.toString()));
        }
        assertThat(check.err()).doesNotContain("\tat ").doesNotContain("sesame");
        assertThat(serve.err()).isEqualTo(check.err());
        assertThat(serve.exit()).isEqualTo(check.exit());
        assertThat(folder.resolve("data")).as("nothing was started").doesNotExist();
    }

    @Test
    void a_certificate_is_accepted_while_it_is_valid() {
        Instant end = good.certificateChain().getFirst().getNotAfter().toInstant();
        Instant begin = good.certificateChain().getFirst().getNotBefore().toInstant();

        assertThat(errors(begin)).isEmpty();
        assertThat(errors(end)).isEmpty();
        assertThat(errors(end.plusSeconds(1)))
                .singleElement()
                .asString()
                .startsWith("server.tls.certificate: " + files.resolve("good.crt"))
                .contains("has not expired");
        assertThat(errors(begin.minusSeconds(1))).singleElement().asString().contains("already valid");
    }

    private List<?> errors(Instant now) {
        return TlsFiles.errors(
                new dev.tidings.server.config.ServerSection.Tls(
                        files.resolve("good.crt").toString(),
                        files.resolve("good.key").toString()),
                new SettableClock(now));
    }

    private static String kafka(String jaas) {
        return "kafka: {bootstrap: [localhost:9092], client: {security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN,"
                + " sasl.jaas.config: \"" + jaas + "\"}}\npush: {log: kafka}";
    }

    private static String tls(String certificate, String key) {
        return "server: {tls: {certificate: \"$/" + certificate + "\", key: \"$/" + key + "\"}}";
    }
}
