using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmFunctions.Secrets;
using Microsoft.AspNetCore.DataProtection;

namespace LlmFunctions.Functions.Secrets;

/// <summary>
/// Keeps the keys of providers where there is no vault: in a file, encrypted by Data Protection, whose own keys are beside it. So it is
/// of no use to who has the file alone; who can read the whole folder can read the keys. What is not in it is looked for in the settings.
/// </summary>
internal sealed class LocalSecretFile(string folder, ISecretSource settings, TimeProvider timeProvider) : ISecretSource, ISecretStore
{
    private const string Purpose = "provider keys";
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lazy<IDataProtector> _protector = new(() => DataProtectionProvider
        .Create(Made(Path.Combine(folder, "keys")), static setup => setup.SetApplicationName("llm-functions"))
        .CreateProtector(Purpose));

    private readonly string _file = Path.Combine(folder, "secrets.json");

    private volatile Contents _known = new(DateTime.MinValue, []);

    public bool Has(string name) => Current().Kept.ContainsKey(name);

    public ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        Contents contents = Current();
        if (!contents.Kept.TryGetValue(name, out string? kept))
        {
            return settings.GetAsync(name, cancellationToken);
        }

        try
        {
            return ValueTask.FromResult<string?>(contents.Clear.GetOrAdd(name, static (_, state) => state.Protector.Value.Unprotect(state.Kept), (Protector: _protector, Kept: kept)));
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException($"The secret '{name}' in {_file} cannot be decrypted with the keys beside it: set it again.", exception);
        }
    }

    public void Invalidate(string name) => settings.Invalidate(name);

    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        Made(folder);

        // Several processes of one machine share the file.
        await using FileStream gate = await LockAsync(cancellationToken);
        Dictionary<string, string> secrets = Read();
        secrets[name] = _protector.Value.Protect(value);
        string written = _file + ".new";
        await File.WriteAllBytesAsync(written, Write(secrets), cancellationToken);
        File.Move(written, _file, overwrite: true);
        _known = new Contents(DateTime.MinValue, []);
    }

    private static byte[] Write(Dictionary<string, string> secrets)
    {
        System.Buffers.ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            foreach ((string name, string kept) in secrets)
            {
                writer.WriteString(name, kept);
            }

            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    private static DirectoryInfo Made(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder)
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>What is in the file, which another process may have written; it is read when it has changed.</summary>
    private Contents Current()
    {
        // Of a file that is not there, it is the same time always.
        DateTime writtenAt = File.GetLastWriteTimeUtc(_file);
        Contents known = _known;
        if (known.WrittenAt != writtenAt)
        {
            _known = known = new Contents(writtenAt, Read());
        }

        return known;
    }

    private Dictionary<string, string> Read()
    {
        if (!File.Exists(_file))
        {
            return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        }

        using JsonDocument parsed = JsonDocument.Parse(File.ReadAllText(_file, Encoding.UTF8));
        return parsed.RootElement.EnumerateObject().ToDictionary(static secret => secret.Name, static secret => secret.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset until = timeProvider.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                return new FileStream(_file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (timeProvider.GetUtcNow() < until)
            {
                await Task.Delay(BetweenTries, timeProvider, cancellationToken);
            }
        }
    }

    private sealed record Contents(DateTime WrittenAt, Dictionary<string, string> Kept)
    {
        public ConcurrentDictionary<string, string> Clear { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
