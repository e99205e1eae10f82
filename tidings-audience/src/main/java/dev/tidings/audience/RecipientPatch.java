package dev.tidings.audience;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.core.recipient.RecipientTraits;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A change of traits: a merge patch (RFC 7396). */
public final class RecipientPatch {
    private final ObjectNode changes;

    private RecipientPatch(ObjectNode changes) {
        this.changes = changes;
    }

    /** Throws a ProblemException if the patch has an unknown field or is not a JSON object. */
    public static RecipientPatch read(byte[] patch) {
        return new RecipientPatch(RecipientDocument.checked(patch));
    }

    /** Returns the traits after the change. Throws a ProblemException if they are invalid. */
    public RecipientTraits over(RecipientTraits present) {
        ObjectNode merged = RecipientDocument.written(present);
        merge(merged, changes);
        return RecipientDocument.read(RecipientDocument.written(merged).getBytes(StandardCharsets.UTF_8));
    }

    private static void merge(ObjectNode present, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            if (change.getValue().isNull()) {
                present.remove(change.getKey());
            } else if (change.getValue() instanceof ObjectNode inner) {
                ObjectNode target = present.get(change.getKey()) instanceof ObjectNode object
                        ? object
                        : present.putObject(change.getKey());
                merge(target, inner);
            } else {
                present.set(change.getKey(), change.getValue());
            }
        }
    }
}
