package dev.tidings.server.docs;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.Durations;
import io.envoyproxy.pgv.validate.Validate;
import io.envoyproxy.pgv.validate.Validate.FieldRules;
import io.envoyproxy.pgv.validate.Validate.KnownRegex;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of protoc-gen-validate in the options of messages. Their library requires generated code per message;
 * here they are interpreted. An unknown rule fails.
 */
final class ValidationRules {
    /** Wrapper types, whose rules apply to their value. */
    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.BoolValue",
            "google.protobuf.DoubleValue",
            "google.protobuf.StringValue",
            "google.protobuf.UInt32Value",
            "google.protobuf.UInt64Value");

    private static final Pattern HEADER_NAME = Pattern.compile(":?[0-9a-zA-Z!#$%&'*+.^_|~`-]*");
    private static final Pattern HEADER_VALUE = Pattern.compile("[^\\x00-\\x08\\x0A-\\x1F\\x7F]*");

    private final TypeRegistry types;
    private final List<String> violations = new ArrayList<>();

    private ValidationRules(TypeRegistry types) {
        this.types = types;
    }

    /** Throws an {@link IllegalArgumentException} that names all invalid and deprecated fields. */
    static void check(Message message, TypeRegistry types) {
        ValidationRules rules = new ValidationRules(types);
        rules.message("", message);
        if (!rules.violations.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", rules.violations));
        }
    }

    private void message(String path, Message message) {
        if (message.getDescriptorForType().equals(Any.getDescriptor())) {
            message(path, unpacked(message));
            return;
        }
        message.getDescriptorForType().getRealOneofs().stream()
                .filter(oneof -> oneof.getOptions().getExtension(Validate.required) && !message.hasOneof(oneof))
                .forEach(oneof -> violations.add(path + "." + oneof.getName() + " is missing"));
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            field(path + "." + field.getName(), message, field);
        }
    }

    private void field(String path, Message message, FieldDescriptor field) {
        FieldRules rules = field.getOptions().getExtension(Validate.rules);
        boolean set = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
        if (set && field.getOptions().getDeprecated()) {
            violations.add(path + " is deprecated");
        }
        if (set || !field.hasPresence()) {
            value(path, rules, message.getField(field));
        } else if (field.getRealContainingOneof() != null) {
            // Another field of the oneof is set, or none, which is checked for the oneof.
            return;
        } else if (rules.getMessage().getRequired()
                || rules.getDuration().getRequired()
                || rules.getAny().getRequired()) {
            violations.add(path + " is missing");
        }
    }

    private void value(String path, FieldRules rules, Object value) {
        FieldDescriptor type = rules.getOneofFieldDescriptor(
                FieldRules.getDescriptor().getOneofs().getFirst());
        if (type != null) {
            rules(path, (Message) rules.getField(type), value);
        }
        if (value instanceof List<?> elements) {
            for (int at = 0; at < elements.size(); at++) {
                value(path + "[" + at + "]", rules.getRepeated().getItems(), elements.get(at));
            }
        } else if (value instanceof Message message) {
            message(path, message);
        }
    }

    private void rules(String path, Message rules, Object of) {
        Object value = of instanceof Message message
                        && WRAPPERS.contains(message.getDescriptorForType().getFullName())
                ? message.getField(message.getDescriptorForType().findFieldByName("value"))
                : of;
        boolean ignored = rules.getAllFields().entrySet().stream()
                .anyMatch(rule -> rule.getKey().getName().equals("ignore_empty")
                        && rule.getValue().equals(true));
        if (ignored && (value.equals("") || value.equals(List.of()))) {
            return;
        }
        rules.getAllFields().forEach((rule, bound) -> {
            if (!holds(rule.getName(), bound, value)) {
                violations.add(path + " is " + value + "; expected " + rule.getName() + " " + bound);
            }
        });
    }

    private static boolean holds(String rule, Object bound, Object value) {
        return switch (rule) {
            case "const" -> compare(value, bound) == 0;
            case "lt" -> compare(value, bound) < 0;
            case "lte" -> compare(value, bound) <= 0;
            case "gt" -> compare(value, bound) > 0;
            case "gte" -> compare(value, bound) >= 0;
            case "in" -> ((List<?>) bound).stream().anyMatch(one -> compare(value, one) == 0);
            case "not_in" -> ((List<?>) bound).stream().noneMatch(one -> compare(value, one) == 0);
            case "min_len" -> value.toString().codePoints().count() >= (long) bound;
            case "max_len" -> value.toString().codePoints().count() <= (long) bound;
            case "min_bytes" -> value.toString().getBytes(StandardCharsets.UTF_8).length >= (long) bound;
            case "max_bytes" -> value.toString().getBytes(StandardCharsets.UTF_8).length <= (long) bound;
            case "pattern" ->
                Pattern.compile((String) bound).matcher(value.toString()).find();
            case "prefix" -> value.toString().startsWith((String) bound);
            case "suffix" -> value.toString().endsWith((String) bound);
            case "well_known_regex" ->
                (((EnumValueDescriptor) bound).getNumber() == KnownRegex.HTTP_HEADER_NAME_VALUE
                                ? HEADER_NAME
                                : HEADER_VALUE)
                        .matcher(value.toString())
                        .matches();
            case "defined_only" -> ((EnumValueDescriptor) value).getIndex() >= 0;
            case "min_items", "min_pairs" -> ((List<?>) value).size() >= (long) bound;
            case "max_items" -> ((List<?>) value).size() <= (long) bound;
            case "unique" -> ((List<?>) value).stream().distinct().count() == ((List<?>) value).size();
            // The value is present, elements are checked separately, and patterns are strict.
            case "required", "items", "ignore_empty", "strict" -> true;
            default -> throw new IllegalStateException("no meaning is known here for the rule " + rule);
        };
    }

    private static int compare(Object value, Object bound) {
        if (value instanceof Message message) {
            return Durations.compare(duration(message), (Duration) bound);
        }
        return value instanceof String text
                ? text.compareTo((String) bound)
                : number(value).compareTo(number(bound));
    }

    private static BigDecimal number(Object value) {
        return switch (value) {
            case Boolean is -> is ? BigDecimal.ONE : BigDecimal.ZERO;
            case EnumValueDescriptor one -> BigDecimal.valueOf(one.getNumber());
            default -> new BigDecimal(value.toString());
        };
    }

    /** A packed message has no generated class here. */
    private static Duration duration(Message message) {
        try {
            return Duration.parseFrom(message.toByteString());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Message unpacked(Message packed) {
        try {
            Any any = Any.parseFrom(packed.toByteString());
            return DynamicMessage.parseFrom(types.getDescriptorForTypeUrl(any.getTypeUrl()), any.getValue());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
