package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.docs.Curl;
import dev.tidings.server.docs.Document;
import dev.tidings.server.docs.ExpectedOutput;
import dev.tidings.server.docs.JavaSnippet;
import dev.tidings.server.docs.ShellCommand;
import dev.tidings.server.docs.Snippet;
import dev.tidings.testkit.extension.Aborts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs the commands and snippets of one document in order, with its own server and folder. */
final class DocumentRun implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern KEY = Pattern.compile("tdk_[A-Za-z0-9_-]{8,}");
    private static final Pattern DEFAULT_ADDRESS = Pattern.compile("(?:127\\.0\\.0\\.1|localhost):8434");

    /** Commands that run until they are stopped: this run has its own server, and demo has its own test. */
    private static final Set<String> PARSED_ONLY = Set.of("serve", "demo");

    private static final Set<String> WITHOUT_SERVER =
            Set.of("config", "doctor", "version", "keys", "outbox", "generate-completion", "help");

    /** Subcommands of {@code keys} that use the data folder directly. */
    private static final Set<String> ON_THE_FOLDER = Set.of("create", "list", "revoke");

    /** Commands whose output may have to be awaited. */
    private static final Set<String> READING = Set.of("show", "why", "deliveries", "dead-letters");

    private final Document document;
    private final Path folder;
    private final ExpectedOutput expected = new ExpectedOutput();
    private final Map<String, StringBuffer> running = new LinkedHashMap<>();
    private final List<Thread> stopping;
    private final List<Thread> threads = new ArrayList<>();
    private final Curl curl = new Curl();
    private final DocumentServer server;
    private @Nullable String key;
    private String answer = "";

    /** @param stopping receives the thread that stops the document's server */
    DocumentRun(Document document, Path folder, List<Thread> stopping) {
        this.stopping = stopping;
        this.document = document;
        this.folder = folder;
        this.server = new DocumentServer(document, folder);
    }

    void run() throws Exception {
        for (Snippet snippet : document.snippets()) {
            if (snippet.marked("file")) {
                Path file = folder.resolve(snippet.markedWith("file"));
                Files.createDirectories(file.getParent());
                Files.writeString(file, snippet.text().stripTrailing());
            }
        }
        for (Snippet snippet : document.snippets()) {
            try {
                run(snippet);
            } catch (Exception | AssertionError failed) {
                Aborts.pass(failed);
                throw new AssertionError(snippet.where() + ": " + failed.getMessage(), failed);
            }
        }
        server.assertEverythingArrived(key != null);
    }

    private void run(Snippet snippet) throws Exception {
        if (snippet.notRun() || snippet.marked("file") || snippet.marked("server")) {
            return;
        }
        if (snippet.marked("same as")) {
            Path compiled = Document.root().resolve(snippet.markedWith("same as"));
            assertThat(Files.readString(compiled).replaceAll("\\s+", ""))
                    .contains(snippet.text().replaceAll("\\s+", ""));
            return;
        }
        if (snippet.marked("printed by")) {
            printed(snippet);
            return;
        }
        if (snippet.marked("answer")) {
            assertThat(expected.matches(snippet.text(), answer))
                    .as("%s expects%n%s%nand the answer is%n%s", snippet.where(), snippet.text(), answer)
                    .isTrue();
            return;
        }
        switch (snippet.language()) {
            case "sh" -> each(snippet, ShellCommand.script(snippet.text()));
            case "console" -> each(snippet, ShellCommand.session(snippet.text()));
            case "http" -> http(snippet.text());
            case "json" -> assertThat(ApiClient.JSON.readTree(snippet.text())).isNotNull();
            case "yaml" -> load(snippet.text());
            case "sql" -> query(snippet.text());
            case "xml" -> DependencySnippet.check(snippet.text());
            case "java" ->
                assertThat(JavaSnippet.compile(snippet, Files.createDirectories(folder.resolve("classes"))))
                        .isEmpty();
            default ->
                throw new IllegalArgumentException("nothing runs the language '" + snippet.language()
                        + "'; expected one of sh, console, http, json, yaml, " + "sql, xml, java, or a marker");
        }
    }

    private void each(Snippet snippet, List<ShellCommand> commands) throws Exception {
        assertThat(commands).as(snippet.where()).isNotEmpty();
        for (ShellCommand command : commands) {
            run(command);
            if (!command.expected().isBlank()
                    && READING.contains(command.words().get(1))) {
                await().atMost(TIMEOUT).until(() -> {
                    run(command);
                    return expected.matches(command.expected(), answer);
                });
            } else if (!command.expected().isBlank()) {
                assertThat(expected.matches(command.expected(), answer))
                        .as("%s expects%n%s%nand it printed%n%s", command.words(), command.expected(), answer)
                        .isTrue();
            }
        }
    }

    private void run(ShellCommand command) throws Exception {
        command.variables().forEach((name, value) -> assertThat(name).startsWith("TIDINGS_"));
        if (command.words().isEmpty()) {
            var _ = new ProcessEnvironment(command.variables()).load(null);
            return;
        }
        List<String> words = command.words().stream().map(this::here).toList();
        switch (words.getFirst()) {
            case "./tidings" -> tidings(command.variables(), words.subList(1, words.size()), command);
            case "curl" -> curl(words.subList(1, words.size()), command);
            case "redis-cli" -> redis(words.subList(1, words.size()));
            default -> {
                Path program = Document.root().resolve(words.getFirst());
                assertThat(program).as("a program of the checkout").isExecutable();
            }
        }
    }

    /** The same argument for the server and folder of this run. */
    private String here(String word) {
        String changed = expected.inThisRun(word);
        if (key != null) {
            changed = changed.replace("tdk_…", key);
        }
        if (changed.contains(".") && Files.isRegularFile(folder.resolve(changed))) {
            return folder.resolve(changed).toString();
        }
        if (changed.endsWith(".csv")) {
            // Written by an export.
            return folder.resolve(changed).toString();
        }
        if (changed.startsWith("examples/")) {
            return Document.root().resolve(changed).toString();
        }
        Matcher address = DEFAULT_ADDRESS.matcher(changed);
        return address.find() ? address.replaceAll(server.started().uri().getAuthority()) : changed;
    }

    private void tidings(Map<String, String> variables, List<String> words, ShellCommand command) throws Exception {
        Map<String, String> env = new HashMap<>(variables);
        env.put("TIDINGS_DATA_DIR", folder.toString());
        String name = words.getFirst();
        if (PARSED_ONLY.contains(name)) {
            String[] args = words.toArray(String[]::new);
            CommandLine line = Main.commandLine(new ProcessEnvironment(env), args);
            assertThat(line.parseArgs(args).errors()).isEmpty();
            var _ = new ProcessEnvironment(variables).load(null);
            return;
        }
        List<String> always = new ArrayList<>();
        if (!withoutServer(words)) {
            always.addAll(List.of("--server", server.started().uri().toString()));
            String given = variables.getOrDefault("TIDINGS_KEY", key);
            if (given != null) {
                always.addAll(List.of("--key", here(given)));
            }
        }
        if (name.equals("sink") || (name.equals("tail") && !words.contains("--count"))) {
            inBackground(env, words, always, command);
            return;
        }
        Cli.Result result = new Cli(env, always.toArray(String[]::new)).run(words.toArray(String[]::new));
        answer = (result.out() + result.err()).replace(folder + "/", "");
        Matcher made = KEY.matcher(answer);
        if (words.size() > 1 && name.equals("keys") && words.get(1).equals("create") && made.find()) {
            key = made.group();
        }
        if (command.expected().isBlank()) {
            assertThat(result.exit()).as("%s: %s", words, answer).isZero();
        }
    }

    private static boolean withoutServer(List<String> words) {
        boolean throughServer =
                words.getFirst().equals("keys") && words.size() > 1 && !ON_THE_FOLDER.contains(words.get(1));
        return WITHOUT_SERVER.contains(words.getFirst()) && !throughServer;
    }

    private void inBackground(Map<String, String> env, List<String> words, List<String> always, ShellCommand command) {
        StringWriter out = new StringWriter();
        List<String> args = new ArrayList<>(words);
        args.addAll(always);
        if (words.getFirst().equals("sink") && !words.contains("--port")) {
            args.addAll(List.of("--port", "0"));
        }
        CommandLine line = Main.commandLine(new ProcessEnvironment(env), args.toArray(String[]::new));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        threads.add(Thread.ofPlatform().daemon().start(() -> line.execute(args.toArray(String[]::new))));
        running.put(String.join(" ", command.words()), out.getBuffer());
        if (words.getFirst().equals("sink")) {
            await().atMost(TIMEOUT).until(() -> out.toString().contains("press Ctrl-C to stop"));
        }
    }

    private void curl(List<String> words, ShellCommand command) throws IOException, InterruptedException {
        if (words.contains("-N")) {
            StringBuffer lines = new StringWriter().getBuffer();
            threads.add(curl.stream(words, lines));
            running.put(String.join(" ", command.words()), lines);
            return;
        }
        Curl.Answer answered = curl.run(words);
        answer = answered.body();
        if (command.expected().isBlank()) {
            assertThat(answered.ok()).as("%s: %s", words, answered).isTrue();
        }
    }

    private void printed(Snippet snippet) {
        String command = snippet.markedWith("printed by");
        StringBuffer output = running.entrySet().stream()
                .filter(one -> one.getKey().startsWith(command))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing runs that began with " + command));
        try {
            await().atMost(TIMEOUT).until(() -> expected.matches("…" + snippet.text() + "…", output.toString()));
        } catch (org.awaitility.core.ConditionTimeoutException never) {
            throw new AssertionError(
                    "expected of " + command + "\n" + snippet.text() + "\nbut it printed\n" + output, never);
        }
    }

    private void redis(List<String> words) {
        RedisClient client = RedisClient.create(server.redis().url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
            words.subList(1, words.size()).forEach(args::add);
            answer = String.valueOf(connection
                    .sync()
                    .dispatch(CommandType.valueOf(words.getFirst()), new NestedMultiOutput<>(StringCodec.UTF8), args));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private void http(String text) throws IOException, InterruptedException {
        String[] parts = text.split("\n", 2);
        String[] line = parts[0].split(" ", 2);
        List<String> words =
                new ArrayList<>(List.of("-X", line[0], server.started().uri() + here(line[1])));
        if (parts.length > 1 && !parts[1].isBlank()) {
            words.addAll(List.of("-H", "Content-Type: application/json", "-d", parts[1]));
        }
        Curl.Answer answered = curl.run(words);
        answer = answered.body();
        assertThat(answered.ok()).as("%s: %s", parts[0], answered).isTrue();
    }

    /** Checks the configuration like the server, including the channels. */
    private void load(String yaml) throws IOException {
        String tls = "/etc/tidings/tls";
        if (yaml.contains(tls)) {
            TestCertificate.write(folder, "fullchain.pem", "privkey.pem");
        }
        ProcessEnvironment environment = new ProcessEnvironment(Map.of());
        // Kafka's client requires a resolvable broker; those of the examples are not.
        String here = yaml.replace(tls, folder.toString()).replaceAll("[\\w-]+\\.example\\.com:909", "127.0.0.1:909");
        Configuration read = environment.read(here);
        // Its password is in a variable and its certificate in a file, which are missing here.
        if (!here.contains("sasl.mechanism")) {
            environment.check(read);
        }
    }

    private void query(String sql) throws SQLException {
        var _ = server.started();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("tidings.db"));
                var statement = connection.createStatement()) {
            for (String one : sql.split(";", -1)) {
                if (!one.isBlank()) {
                    assertThat(statement.execute(one)).as(one).isTrue();
                }
            }
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        curl.close();
        stopping.add(Thread.ofVirtual().start(server::close));
    }
}
