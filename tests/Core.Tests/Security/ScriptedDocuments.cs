using System.Text;
using LlmFunctions.Upstream;

namespace LlmFunctions.Tests.Security;

/// <summary>Documents by their addresses; all others cannot be had.</summary>
internal sealed class ScriptedDocuments : IDocumentSource
{
    public Dictionary<string, string> Documents { get; } = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public Task<ReadOnlyMemory<byte>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        Asked.Add(address.AbsoluteUri);
        return Documents.TryGetValue(address.AbsoluteUri, out string? text)
            ? Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(text))
            : throw new HttpRequestException("not there");
    }
}
