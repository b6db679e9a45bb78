using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>A citation in a text: Chat Completions has an object for its fields, this API has them beside the type.</summary>
internal static class ResponsesAnnotation
{
    public static JsonElement Of(JsonElement annotation)
    {
        if (annotation.String("type") is not { } type || annotation.Object(type) is not { } fields)
        {
            return annotation;
        }

        return JsonElement.Parse(JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            foreach (JsonProperty field in fields.EnumerateObject().Where(static field => field.Name != "type"))
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }).Span);
    }
}
