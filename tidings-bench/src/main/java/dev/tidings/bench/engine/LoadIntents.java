package dev.tidings.bench.engine;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/** Creates intents with a payload of 300 bytes for one recipient and one channel. */
public final class LoadIntents {
    static final int PAYLOAD_BYTES = 300;

    private static final String HEAD = "{\"seq\":\"%08d\",\"note\":\"";
    private static final String REST =
            "x".repeat(PAYLOAD_BYTES - String.format(Locale.ROOT, HEAD, 0).length() - 2) + "\"}";

    private LoadIntents() {}

    /** Creates intents numbered from {@code first} on. Keys are random, as in production, so they spread over the index. */
    public static List<Intent> of(
            SplittableRandom random, String channel, List<String> recipients, int first, int count) {
        List<Intent> intents = new ArrayList<>(count);
        for (int number = first; number < first + count; number++) {
            intents.add(new Intent(
                    Intent.DEFAULT_TENANT,
                    "bench",
                    new UUID(random.nextLong(), random.nextLong()).toString(),
                    "build.finished",
                    new Audience.Recipients(List.of(recipients.get(number % recipients.size()))),
                    List.of(channel),
                    null,
                    Payload.of(String.format(Locale.ROOT, HEAD, number) + REST),
                    IntentKeys.NONE,
                    null,
                    null,
                    null,
                    null));
        }
        return intents;
    }
}
