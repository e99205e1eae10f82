package dev.tidings.audience.rest;

import dev.tidings.audience.RecipientTopic;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Writes topics as JSON. */
final class TopicJson {
    private TopicJson() {}

    static void write(JsonWriter json, RecipientTopic topic) throws IOException {
        json.text("id", topic.id());
        json.text("description", topic.description());
        json.number("subscribers", topic.subscribers());
        json.time("created_at", topic.createdAt());
        json.time("updated_at", topic.updatedAt());
    }
}
