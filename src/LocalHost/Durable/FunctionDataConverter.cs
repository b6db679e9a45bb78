using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Options;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>Inputs and outputs by the app's <see cref="JsonSerializerOptions"/>, as the worker's serializer has them.</summary>
internal sealed class FunctionDataConverter(IOptions<JsonSerializerOptions> options) : DataConverter
{
    // What a row of the storage holds with room for escapes. Larger ones fail here, in the function whose value it is.
    private const int LongestText = 200_000;

    public override string? Serialize(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var text = JsonSerializer.Serialize(value, value.GetType(), options.Value);
        return text.Length <= LongestText ? text : throw new InvalidOperationException(
            $"A {value.GetType().Name} of {text.Length} characters is too long for an orchestration, which takes {LongestText}. Store it and pass a reference.");
    }

    public override object? Deserialize(string? data, Type targetType) => data is null ? null : JsonSerializer.Deserialize(data, targetType, options.Value);
}
