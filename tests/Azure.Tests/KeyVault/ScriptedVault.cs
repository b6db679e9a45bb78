using Azure;
using Azure.Security.KeyVault.Secrets;

namespace LlmFunctions.AzureServices.Tests.KeyVault;

/// <summary>A vault whose reads end when the test says so.</summary>
internal sealed class ScriptedVault : SecretClient
{
    private readonly Queue<TaskCompletionSource<string>> _reads = new();

    public int Reads { get; private set; }

    public void Answer(string value) => Next().SetResult(value);

    public void Fail(Exception exception) => Next().SetException(exception);

    public override async Task<Response<KeyVaultSecret>> GetSecretAsync(string name, string version = null!, SecretContentType? outContentType = null, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource<string> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_reads)
        {
            Reads++;
            _reads.Enqueue(read);
        }

        string value = await read.Task.WaitAsync(cancellationToken);
        return Response.FromValue(new KeyVaultSecret(name, value), null!);
    }

    private TaskCompletionSource<string> Next()
    {
        lock (_reads)
        {
            return _reads.Dequeue();
        }
    }
}
