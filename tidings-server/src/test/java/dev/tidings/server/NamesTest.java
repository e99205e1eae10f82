package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Classes are named with the nouns of the field, and each name stands for one class. */
class NamesTest {
    /** Names that were in use before the field's own word was chosen, and that word. */
    private static final Map<String, String> SAY_INSTEAD = Map.ofEntries(
            Map.entry("Accepting", "AcceptStore, with the database before it"),
            Map.entry("Aim", "DeliveryTarget"),
            Map.entry("Aiming", "TargetResolver"),
            Map.entry("Asked", "SubscribeRequest"),
            Map.entry("Asker", "Requester"),
            Map.entry("Changing", "ChangeStore, with the database before it"),
            Map.entry("Claiming", "ClaimStore, with the database before it"),
            Map.entry("Completing", "CompleteStore, with the database before it"),
            Map.entry("Crowd", "SubscriberLoad"),
            Map.entry("Deduping", "Dedupe, with the database before it"),
            Map.entry("Delayer", "DelayedExecutor"),
            Map.entry("Duty", "SingletonLease"),
            Map.entry("DutyStore", "SingletonLeaseStore"),
            Map.entry("Endings", "CompletionQueue"),
            Map.entry("EndpointTrouble", "EndpointCircuit"),
            Map.entry("Examination", "DoctorChecks"),
            Map.entry("FailureStreak", "ConsecutiveFailures"),
            Map.entry("FailureStreaks", "FailureTracker"),
            Map.entry("FirstCome", "UniqueKeyInsert"),
            Map.entry("InHand", "InFlightBatch"),
            Map.entry("Kept", "BoundedMessage"),
            Map.entry("KeyDesk", "OfflineApiKeys"),
            Map.entry("Member", "ConsumerGroupMember"),
            Map.entry("Mischief", "FaultInjector"),
            Map.entry("Outlet", "EventTransport"),
            Map.entry("Outlets", "EventTransports"),
            Map.entry("Patience", "RetryWait"),
            Map.entry("Pauses", "Jitter"),
            Map.entry("Places", "permits"),
            Map.entry("PlacesGauge", "PermitsGauge"),
            Map.entry("Posted", "PublishedEvent"),
            Map.entry("Pump", "FollowerFeed"),
            Map.entry("Querying", "QueryStore, with the database before it"),
            Map.entry("Resets", "OffsetGapReporter"),
            Map.entry("Ring", "EventRing"),
            Map.entry("RuntimeDesk", "RuntimeOperations"),
            Map.entry("Scene", "DemoScenario"),
            Map.entry("Session", "TopicReader"),
            Map.entry("SharedTroubles", "SharedCircuits"),
            Map.entry("Surroundings", "the database's name and Compatibility"),
            Map.entry("Takeovers", "SessionReplacements"),
            Map.entry("Trouble", "SharedCircuit, OutageLog"),
            Map.entry("Troubles", "EndpointCircuitTable"),
            Map.entry("Verb", "OperationHandler"),
            Map.entry("Verdicts", "OutcomeMapper"),
            Map.entry("WaitingLine", "RateLimitQueue"),
            Map.entry("Wakes", "WakeupQueue"));

    /** Of the client's public interface: it is for Java 17 and sees no core. */
    private static final Set<String> ALSO_THE_CLIENTS = Set.of("Backoff", "Intent", "Problem", "Receipt");

    private static final Set<String> NOT_SHIPPED = Set.of("tidings-bench", "tidings-testkit");

    @Test
    void a_name_stands_for_one_class_in_all_that_is_shipped() throws IOException {
        Map<String, List<Path>> named = new TreeMap<>();
        for (String module : Poms.modules()) {
            if (!NOT_SHIPPED.contains(module)) {
                sources(module)
                        .forEach(file -> named.computeIfAbsent(name(file), _ -> new ArrayList<>())
                                .add(file));
            }
        }

        named.keySet().removeAll(ALSO_THE_CLIENTS);
        named.values().removeIf(files -> files.size() == 1);
        assertThat(named).isEmpty();
    }

    @Test
    void a_class_is_named_with_the_fields_word() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String module : Poms.modules()) {
            sources(module)
                    .filter(file -> SAY_INSTEAD.containsKey(name(file)))
                    .forEach(file -> wrong.add(file + ": say " + SAY_INSTEAD.get(name(file))));
        }
        assertThat(wrong).isEmpty();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static Stream<Path> sources(String module) throws IOException {
        Path folder = Path.of("..", module, "src", "main", "java");
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .toList()
                    .stream();
        }
    }
}
