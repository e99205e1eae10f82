package dev.tidings.cli.demo;

import java.time.Duration;
import java.util.Map;

/** Determines how a sink answers. */
@FunctionalInterface
public interface Behavior {
    Answer answer(ReceivedWebhook received);

    /** @param delay before the answer */
    record Answer(int status, Map<String, String> headers, Duration delay, String body) {
        public static Answer status(int status) {
            return new Answer(status, Map.of(), Duration.ZERO, "");
        }

        public Answer after(Duration pause) {
            return new Answer(status, headers, pause, body);
        }

        public Answer with(String header, String value) {
            return new Answer(status, Map.of(header, value), delay, body);
        }

        public Answer saying(String text) {
            return new Answer(status, headers, delay, text);
        }
    }

    /** Returns the given answers one after the other per webhook; the last one repeats. */
    static Behavior inTurn(Answer... answers) {
        return received -> answers[Math.min(received.time(), answers.length) - 1];
    }
}
