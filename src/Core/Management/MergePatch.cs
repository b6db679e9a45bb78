using System.Text.Json;

namespace LlmFunctions.Management;

/// <summary>JSON Merge Patch (https://www.rfc-editor.org/rfc/rfc7396), with the fields' names compared as those of settings are.</summary>
public static class MergePatch
{
    public static JsonElement Apply(JsonElement target, JsonElement patch) => JsonFields.Make(writer => Write(writer, target, patch));

    private static void Write(Utf8JsonWriter writer, JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (target is { ValueKind: JsonValueKind.Object } known)
        {
            foreach (JsonProperty property in known.EnumerateObject().Where(property => JsonFields.Find(patch, property.Name) is null))
            {
                property.WriteTo(writer);
            }
        }

        foreach (JsonProperty property in patch.EnumerateObject().Where(static property => property.Value.ValueKind != JsonValueKind.Null))
        {
            writer.WritePropertyName(property.Name);
            Write(writer, target is { ValueKind: JsonValueKind.Object } before ? JsonFields.Find(before, property.Name) : null, property.Value);
        }

        writer.WriteEndObject();
    }
}
