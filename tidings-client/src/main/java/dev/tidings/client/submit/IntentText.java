package dev.tidings.client.submit;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.tidings.client.WireText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds text in any field of an intent that would arrive at the server changed. */
// PlainTextCalls of the server walks messages too; the only shared module, tidings-protocol, contains generated code
// only.
final class IntentText {
    private IntentText() {}

    /** Returns the problem with the first invalid text, in the server's format; null when there is none. */
    static @Nullable Problem problem(Intent intent) {
        return problem("", intent.message());
    }

    private static @Nullable Problem problem(String path, Message message) {
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            Problem found = problem(path, field.getKey(), field.getValue());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Problem problem(String path, FieldDescriptor field, Object value) {
        String name = path + field.getName();
        if (!(value instanceof List<?> values)) {
            return one(name, value);
        }
        // A oneof cannot contain a repeated field, so the lists of an audience are nested messages, which JSON does not
        // have.
        String list = path.startsWith("audience.") ? path.substring(0, path.length() - 1) : name;
        for (int i = 0; i < values.size(); i++) {
            Problem found = one(list + "[" + i + "]", values.get(i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Problem one(String name, Object value) {
        if (value instanceof Message message) {
            return problem(name + ".", message);
        }
        String flaw = value instanceof String text ? WireText.flaw(text) : null;
        if (flaw == null) {
            return null;
        }
        String expected = "whole Unicode characters without NUL";
        return new Problem(
                "invalid_field", name + " is " + flaw + "; expected " + expected, name, flaw, expected, null);
    }
}
