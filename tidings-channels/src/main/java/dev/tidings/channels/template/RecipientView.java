package dev.tidings.channels.template;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.core.recipient.RecipientTraits;
import java.io.IOException;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The variable {@code recipient} of templates: the id as text, and the traits by name. */
final class RecipientView extends AbstractMap<String, Object> {
    private final String id;
    private final Map<String, Object> traits;

    private RecipientView(String id, Map<String, Object> traits) {
        this.id = id;
        this.traits = traits;
    }

    static RecipientView of(String id, RecipientTraits traits, ObjectMapper json) throws IOException {
        Map<String, Object> view = new HashMap<>();
        view.put("id", id);
        if (traits.locale() != null) {
            view.put("locale", traits.locale());
        }
        if (traits.timeZone() != null) {
            view.put("time_zone", traits.timeZone());
        }
        if (!traits.attributes().equals(RecipientTraits.NO_ATTRIBUTES)) {
            view.put("attributes", json.readValue(traits.attributes(), Object.class));
        }
        return new RecipientView(id, view);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return traits.entrySet();
    }

    @Override
    public String toString() {
        return id;
    }
}
