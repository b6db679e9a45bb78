using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Auth;

/// <summary>Sends requests as they are.</summary>
internal sealed class AnonymousPolicy : HttpPipelineSynchronousPolicy
{
    public static readonly AnonymousPolicy Instance = new();
}
