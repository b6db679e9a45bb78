using System.Text.Json.Serialization;
using LlmFunctions.Files;

namespace LlmFunctions.Functions.Http;

/// <summary>A file in OpenAI's form.</summary>
internal sealed record FileObject
{
    public required string Id { get; init; }

    public string Object { get; } = "file";

    public required long Bytes { get; init; }

    public required long CreatedAt { get; init; }

    public required long ExpiresAt { get; init; }

    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    public required string Purpose { get; init; }

    public string Status { get; } = "processed";

    public string? StatusDetails { get; }

    public static FileObject Of(StoredFile file) => new()
    {
        Id = file.Id,
        Bytes = file.Bytes,
        CreatedAt = file.CreatedAt.ToUnixTimeSeconds(),
        ExpiresAt = file.ExpiresAt.ToUnixTimeSeconds(),
        FileName = file.FileName,
        Purpose = file.Purpose,
    };
}
