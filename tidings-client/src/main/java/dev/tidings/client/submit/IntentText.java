package dev.tidings.client.submit;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.tidings.client.WireText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds text in an intent that would reach the server as another, in whatever field it stands. */
// PlainTextCalls of the server walks messages too; the one module that both see, tidings-protocol, holds generated code
// alone.
final class IntentText {
    private IntentText() {}

    /** The problem with the first such text, as a server would say it; null when there is none. */
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
        // A oneof cannot repeat, so lists of an audience are in messages of their own, which JSON does not have.
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
