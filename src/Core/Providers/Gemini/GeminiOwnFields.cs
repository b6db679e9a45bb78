using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>
/// Gemini's own request fields in an OpenAI-shaped request: at the top level or, as Google's OpenAI endpoint has them,
/// in <c>extra_body.google</c>; in camel case or snake case, as Google's JSON allows both.
/// </summary>
internal sealed class GeminiOwnFields
{
    private static readonly HashSet<string> TopLevel = ["safetySettings", "cachedContent", "serviceTier"];
    private readonly Dictionary<string, JsonElement> _topLevel = [];

    /// <summary>Properties of <c>generationConfig</c>; they win over the canonical fields.</summary>
    public Dictionary<string, JsonElement> GenerationConfig { get; } = [];

    /// <summary>Properties of <c>toolConfig</c>.</summary>
    public Dictionary<string, JsonElement> ToolConfig { get; } = [];

    public static GeminiOwnFields Read(GeminiScope scope)
    {
        GeminiOwnFields own = new();
        foreach ((string name, JsonElement value) in scope.Request.Extra ?? new Dictionary<string, JsonElement>())
        {
            if (name == "extra_body" && value.Object("google") is { } google)
            {
                foreach (JsonProperty property in google.EnumerateObject())
                {
                    own.Take(scope, property.Name, property.Value, $"extra_body.google.{property.Name}");
                }
            }
            else if (value.ValueKind != JsonValueKind.Null)
            {
                own.Take(scope, name, value, name);
            }
        }

        return own;
    }

    public void WriteTopLevel(Utf8JsonWriter writer)
    {
        foreach ((string name, JsonElement value) in _topLevel)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private void Take(GeminiScope scope, string name, JsonElement value, string path)
    {
        string own = CamelCase(name);
        switch (own)
        {
            case "generationConfig" when value.ValueKind == JsonValueKind.Object:
                TakeAll(GenerationConfig, value);
                break;
            case "toolConfig" when value.ValueKind == JsonValueKind.Object:
                TakeAll(ToolConfig, value);
                break;
            case "thinkingConfig":
                GenerationConfig[own] = value;
                break;
            case "modalities" when value.ValueKind == JsonValueKind.Array:
                TakeModalities(scope, value);
                break;
            case "serviceTier" when value.ValueKind == JsonValueKind.String:
                TakeServiceTier(scope, value, path);
                break;
            case var known when TopLevel.Contains(known):
                _topLevel[known] = value;
                break;
            default:
                scope.Drop(path);
                break;
        }
    }

    private static void TakeAll(Dictionary<string, JsonElement> into, JsonElement from)
    {
        foreach (JsonProperty property in from.EnumerateObject())
        {
            into[CamelCase(property.Name)] = property.Value;
        }
    }

    private void TakeModalities(GeminiScope scope, JsonElement value)
    {
        string?[] names = [.. value.EnumerateArray().Select(static item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)];
        if (names.Any(static name => name is not ("text" or "image")))
        {
            throw scope.Unsupported("an answer in a modality other than text or image", "modalities");
        }

        if (names.Contains("image"))
        {
            GenerationConfig["responseModalities"] = JsonElement.Parse("""["TEXT","IMAGE"]""");
        }
    }

    // OpenAI's "default" is Google's "standard"; "auto" is a choice that only OpenAI's projects have.
    private void TakeServiceTier(GeminiScope scope, JsonElement value, string path)
    {
        switch (value.GetString())
        {
            case "auto":
                scope.Drop(path);
                break;
            case "default":
                _topLevel["serviceTier"] = JsonElement.Parse("\"standard\"");
                break;
            default:
                _topLevel["serviceTier"] = value;
                break;
        }
    }

    private static string CamelCase(string name) =>
        string.Concat(name.Split('_').Select(static (word, index) => index == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
