package dev.tidings.audience.rest;

import dev.tidings.audience.TopicLimits;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a list of subscribers. */
final class SubscriberBody {
    private final List<String> recipients = new ArrayList<>();

    private SubscriberBody() {}

    static List<String> read(byte[] body) {
        return JsonReader.read(body, json -> new SubscriberBody().object(json));
    }

    private List<String> object(JsonReader json) throws IOException {
        json.object("recipients", name -> {
            if (!name.equals("recipients")) {
                return false;
            }
            json.array(_ -> add(json.text()));
            return true;
        });
        return recipients;
    }

    private void add(String recipient) {
        if (recipients.size() == TopicLimits.RECIPIENTS) {
            throw Problem.overLimit(
                            "recipients",
                            "more than " + TopicLimits.RECIPIENTS + " entries",
                            "at most " + TopicLimits.RECIPIENTS)
                    .exception();
        }
        recipients.add(recipient);
    }
}
