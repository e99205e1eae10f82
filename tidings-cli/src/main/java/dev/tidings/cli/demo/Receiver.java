package dev.tidings.cli.demo;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Simulates the web servers of all recipients, one path each. */
final class Receiver implements Behavior {
    private final Map<String, Behavior> byPath;
    private final Set<String> repaired = ConcurrentHashMap.newKeySet();

    Receiver(Iterable<DemoScenario> scenarios) {
        this.byPath = java.util.stream.StreamSupport.stream(scenarios.spliterator(), false)
                .collect(Collectors.toMap(scenario -> path(scenario.recipient()), DemoScenario::behavior));
    }

    static String path(String recipient) {
        return "/" + recipient;
    }

    /** Lets the receiver accept everything from now on. */
    void repair(String recipient) {
        repaired.add(path(recipient));
    }

    @Override
    public Answer answer(ReceivedWebhook received) {
        Behavior behavior = byPath.get(received.path());
        return behavior == null || repaired.contains(received.path()) ? Answer.status(200) : behavior.answer(received);
    }
}
