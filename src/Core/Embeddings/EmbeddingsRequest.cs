using System.Text.Json;
using System.Text.Json.Serialization;
using LlmFunctions.Chat;

namespace LlmFunctions.Embeddings;

/// <summary>
/// A request for embeddings in the canonical shape: OpenAI's, plus the extensions that this gateway accepts, plus a bag
/// with every field that it does not know.
/// </summary>
public sealed record EmbeddingsRequest : IModelRequest
{
    /// <summary>The value of <see cref="EncodingFormat"/> for vectors as base64 of little-endian 32-bit floats.</summary>
    public const string Base64Format = "base64";

    public string? Model { get; set; }

    public EmbeddingsInput? Input { get; set; }

    /// <summary>How many numbers each vector is to have; null for as many as the model makes.</summary>
    public int? Dimensions { get; set; }

    /// <summary><c>float</c>, which is the default, or <c>base64</c>.</summary>
    public string? EncodingFormat { get; set; }

    public string? User { get; set; }

    /// <summary>Extension: what the vectors are for, in Google's words; for providers that make them differently for each use.</summary>
    public string? TaskType { get; set; }

    /// <summary>Extension: the provider to use for <see cref="Model"/>.</summary>
    public string? Provider { get; set; }

    /// <summary>Extension: the end user on whose behalf the app calls; falls back to <see cref="User"/>.</summary>
    public string? UserId { get; set; }

    /// <summary>Extension: an explicit chain of models, tried in order.</summary>
    public IReadOnlyList<string>? Models { get; set; }

    /// <summary>Extension: steers the built-in sandbox provider; never sent to a real one.</summary>
    public JsonElement? Sandbox { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Whether the client speaks another dialect than OpenAI's: what is in <see cref="Extra"/> is then meant for providers of that dialect.</summary>
    [JsonIgnore]
    public bool IsForeign { get; set; }

    [JsonIgnore]
    public bool WantsBase64 => EncodingFormat == Base64Format;
}
