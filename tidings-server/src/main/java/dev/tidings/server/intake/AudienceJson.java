package dev.tidings.server.intake;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an audience: either recipients or addresses. */
final class AudienceJson {
    static final String EXPECTED = "{\"recipients\": [...]} or {\"addresses\": [{\"channel\", \"address\"}]}";

    private @Nullable List<String> recipients;
    private @Nullable List<Audience.Address> addresses;

    private AudienceJson() {}

    static Audience read(JsonReader json) throws IOException {
        return new AudienceJson().object(json);
    }

    private Audience object(JsonReader json) throws IOException {
        json.object("recipients, addresses", name -> {
            switch (name) {
                case "recipients" -> recipients = json.absent() ? null : IntentJson.texts(json);
                case "addresses" -> addresses = json.absent() ? null : addresses(json);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (recipients != null && addresses != null) {
            throw Problem.invalid("audience", "both recipients and addresses", EXPECTED)
                    .exception();
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
