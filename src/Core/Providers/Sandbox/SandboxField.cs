using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Reads typed fields of an object of the request and names the one that is wrong.</summary>
internal readonly struct SandboxField(JsonElement element, string path)
{
    public static GatewayException Invalid(string param, string message) => new(ErrorKind.InvalidRequest, $"{param} {message}.", param);

    public void CheckNames(IReadOnlySet<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, "must be an object");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw Invalid($"{path}.{property.Name}", "is not a field of the sandbox");
            }
        }
    }

    public JsonElement? Value(string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public int? Integer(string name, int least, int most) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out int number) && number >= least && number <= most => number,
        _ => throw Invalid($"{path}.{name}", $"must be a whole number from {least} to {most}"),
    };

    public string? Text(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Invalid($"{path}.{name}", "must be a string"),
    };

    public bool Switch(string name) => Value(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        _ => throw Invalid($"{path}.{name}", "must be true or false"),
    };
}
