using System.Text;
using System.Text.Json;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>A request as the provider got it, the body byte for byte.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);
}
