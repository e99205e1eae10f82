package dev.tidings.cli.demo;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Plays every recipient's web server, each at a path of its own. */
final class Receiver implements Behavior {
    private final Map<String, Behavior> byPath;
    private final Set<String> mended = ConcurrentHashMap.newKeySet();

    Receiver(Iterable<DemoScenario> scenes) {
        this.byPath = java.util.stream.StreamSupport.stream(scenes.spliterator(), false)
                .collect(Collectors.toMap(scene -> path(scene.recipient()), DemoScenario::behavior));
    }

    static String path(String recipient) {
        return "/" + recipient;
    }

    /** From now on it takes everything. */
    void mend(String recipient) {
        mended.add(path(recipient));
    }

    @Override
    public Answer answer(Received received) {
        Behavior behavior = byPath.get(received.path());
        return behavior == null || mended.contains(received.path()) ? Answer.status(200) : behavior.answer(received);
    }
}
