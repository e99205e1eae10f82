package dev.tidings.admin;

import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import dev.tidings.json.Rfc3339Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The request of a bulk run as the run stores it: a JSON object of texts, all of them required. */
record StoredRequest(Map<String, String> texts) {
    StoredRequest {
        texts = Map.copyOf(texts);
    }

    static StoredRequest read(String stored, String... names) {
        List<String> required = List.of(names);
        return JsonReader.read(stored.getBytes(StandardCharsets.UTF_8), json -> {
            Map<String, String> texts = new HashMap<>();
            String known = String.join(", ", required);
            json.object(known, name -> {
                if (!required.contains(name)) {
                    return false;
                }
                texts.put(name, json.text());
                return true;
            });
            if (!texts.keySet().containsAll(required)) {
                throw Problem.invalid("request", "incomplete", known).exception();
            }
            return new StoredRequest(texts);
        });
    }

    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    EndpointId endpoint(String name) {
        return EndpointId.parse(name, text(name));
    }

    Instant time(String name) {
        return Rfc3339Times.parse(text(name));
    }
}
