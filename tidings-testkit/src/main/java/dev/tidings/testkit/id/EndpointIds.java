package dev.tidings.testkit.id;

import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.Id;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids of endpoints that follow from their keys, so that a test knows them. */
public final class EndpointIds {
    private EndpointIds() {}

    public static EndpointId of(EndpointKey key) {
        UUID digest = UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
        return EndpointId.ofBytes(ByteBuffer.allocate(Id.BYTES)
                .putLong(digest.getMostSignificantBits())
                .putLong(digest.getLeastSignificantBits())
                .array());
    }

    /** Returns the target of the endpoint with this key. */
    public static TargetKey target(EndpointKey key) {
        return new TargetKey(key.tenant(), key.channel(), of(key).value());
    }
}
