using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers;

/// <summary>
/// What a dialect has for providers that keep models on their own disk: listing, fetching and deleting them. Pure, like
/// all of a dialect.
/// </summary>
public interface IModelManagement
{
    UpstreamRequest List();

    /// <exception cref="GatewayException">The body is no list of models.</exception>
    IReadOnlyList<InstalledModel> ReadList(ReadOnlyMemory<byte> body);

    /// <summary>Makes the request that has the provider fetch a model and tell how far it is.</summary>
    /// <param name="body">The client's body, in this dialect; what it has besides the model goes on.</param>
    /// <param name="model">The model's id as the provider knows it.</param>
    UpstreamRequest Pull(ReadOnlyMemory<byte> body, string model);

    /// <summary>Reads one event of the answer to <see cref="Pull"/>.</summary>
    /// <exception cref="GatewayException">The event is an error, or cannot be understood.</exception>
    PullProgress ReadProgress(StreamFrame frame);

    UpstreamRequest Delete(string model);

    /// <summary>Whether two ids name the same model.</summary>
    bool AreSame(string one, string other);
}
