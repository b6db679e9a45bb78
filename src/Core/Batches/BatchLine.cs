using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmFunctions.Batches;

/// <summary>A line of a batch's input that makes sense.</summary>
/// <param name="CustomId">The app's own name for it.</param>
/// <param name="Body">What is asked.</param>
public sealed record BatchLine(string CustomId, JsonElement Body)
{
    /// <summary>The model that is asked, where one is named.</summary>
    public string? Model => Body.TryGetProperty("model"u8, out JsonElement model) && model.ValueKind == JsonValueKind.String ? model.GetString() : null;

    /// <summary>The bytes of what is asked, as they are in the input.</summary>
    public ReadOnlyMemory<byte> ToBytes() => JsonMarshal.GetRawUtf8Value(Body).ToArray();
}
