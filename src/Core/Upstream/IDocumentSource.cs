namespace LlmFunctions.Upstream;

/// <summary>Reads small public documents.</summary>
public interface IDocumentSource
{
    /// <exception cref="HttpRequestException">There is none, or it cannot be had.</exception>
    Task<ReadOnlyMemory<byte>> GetAsync(Uri address, CancellationToken cancellationToken);
}
