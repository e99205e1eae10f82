package dev.tidings.server.intake;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an audience: recipients, a topic or addresses. */
final class AudienceJson {
    static final String EXPECTED = "one of {\"recipients\": [...]}, {\"topic\": \"...\"} and"
            + " {\"addresses\": [{\"channel\", \"address\"}]}";

    private @Nullable List<String> recipients;
    private @Nullable List<Audience.Address> addresses;
    private @Nullable String topic;
    private @Nullable List<String> except;

    private AudienceJson() {}

    static Audience read(JsonReader json) throws IOException {
        return new AudienceJson().object(json);
    }

    private Audience object(JsonReader json) throws IOException {
        json.object("recipients, topic, except, addresses", name -> {
            switch (name) {
                case "recipients" -> recipients = json.absent() ? null : IntentJson.texts(json);
                case "topic" -> topic = json.optionalText();
                case "except" -> except = json.absent() ? null : IntentJson.texts(json);
                case "addresses" -> addresses = json.absent() ? null : addresses(json);
                default -> {
                    return false;
                }
            }
            return true;
        });
        List<String> kinds = new ArrayList<>();
        if (recipients != null) {
            kinds.add("recipients");
        }
        if (topic != null) {
            kinds.add("topic");
        }
        if (addresses != null) {
            kinds.add("addresses");
        }
        if (kinds.size() > 1) {
            throw Problem.invalid("audience", "both " + String.join(" and ", kinds), EXPECTED)
                    .exception();
        }
        if (except != null && topic == null) {
            throw Problem.invalid("audience.except", "without topic", "a topic beside it: leave out the recipients")
                    .exception();
        }
        if (topic != null) {
            return new Audience.Topic(topic, except == null ? List.of() : except);
        }
        if (recipients != null) {
            return new Audience.Recipients(recipients);
        }
        if (addresses != null) {
            return new Audience.Addresses(addresses);
        }
        throw Problem.invalid("audience", "empty", EXPECTED).exception();
    }

    private static List<Audience.Address> addresses(JsonReader json) throws IOException {
        List<Audience.Address> addresses = new ArrayList<>();
        json.array(i -> addresses.add(address(json, "audience.addresses[" + i + "]")));
        return addresses;
    }

    private static Audience.Address address(JsonReader json, String path) throws IOException {
        @Nullable String[] texts = new @Nullable String[2];
        json.object("channel, address", name -> {
            switch (name) {
                case "channel" -> texts[0] = json.text();
                case "address" -> texts[1] = json.text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Audience.Address(
                IntentJson.required(path + ".channel", texts[0], "a channel"),
                IntentJson.required(path + ".address", texts[1], "an address for that channel"));
    }
}
