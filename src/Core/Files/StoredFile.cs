namespace LlmFunctions.Files;

/// <summary>A file that an app has uploaded, or that a batch has written for it. Its content never changes.</summary>
public sealed record StoredFile
{
    /// <summary>How much content is stored and read at a time: whoever reads or writes a file holds no more of it.</summary>
    public const int PieceBytes = 704 * 1024;

    /// <summary>See <see cref="FileIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The app that it belongs to; no other may see it.</summary>
    public required string App { get; init; }

    public required string FileName { get; init; }

    /// <summary>What it is for: see <see cref="FilePurposes"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>The length of its content.</summary>
    public long Bytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is deleted; from then on nobody sees it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
