using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Functions.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChangeKeyRequest))]
[JsonSerializable(typeof(CreateKeyRequest))]
[JsonSerializable(typeof(KeyEntry))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(RotateKeyRequest))]
[JsonSerializable(typeof(ProviderModelList))]
[JsonSerializable(typeof(RequiredModelList))]
internal sealed partial class ManageJson : JsonSerializerContext
{
    /// <summary>For what clients send: a field that does not exist or is repeated is an error.</summary>
    public static ManageJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });
}
