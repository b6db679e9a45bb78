using System.Collections.Frozen;
using System.Security.Cryptography;

namespace LlmFunctions.Catalog;

/// <summary>The models that the gateway knows, with their limits, capabilities and prices. Immutable.</summary>
public sealed class ModelCatalog
{
    private const string ResourcePrefix = "Catalog/";

    private static readonly Lazy<ModelCatalog> Shared = new(LoadEmbedded);

    private readonly FrozenDictionary<(string Provider, string Id), ModelInfo> _byProviderAndId;
    private readonly FrozenDictionary<string, ModelInfo[]> _byId;

    private ModelCatalog(IEnumerable<(string Name, CatalogFile File)> files, string priceVersion)
    {
        List<ModelInfo> known = [];
        foreach ((string name, CatalogFile file) in files.OrderBy(f => f.File.Precedence).ThenBy(f => f.File.Provider, StringComparer.Ordinal))
        {
            known.AddRange(CatalogReader.ToModels(name, file));
        }

        All = [.. known.Where(model => model.AliasOf is null)];
        PriceVersion = priceVersion;
        _byProviderAndId = known.ToFrozenDictionary(model => (model.Provider, model.Id));
        _byId = known.GroupBy(model => model.Id, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The catalog that is built into this assembly; read at the first use.</summary>
    /// <exception cref="InvalidDataException">A data file is not valid.</exception>
    public static ModelCatalog BuiltIn => Shared.Value;

    /// <summary>Every model, aliases apart, grouped by provider in the order of <see cref="FindById"/>.</summary>
    public IReadOnlyList<ModelInfo> All { get; }

    /// <summary>
    /// Which prices these are: the newest date of the data and a hash of all of it, such as <c>2026-08-21-1f0c9a3e</c>.
    /// Stored beside every cost, so that it can be told later what it was computed from.
    /// </summary>
    public string PriceVersion { get; }

    /// <summary>The entry of exactly this id or alias at this provider; null when there is none.</summary>
    public ModelInfo? Find(string provider, string id) => _byProviderAndId.GetValueOrDefault((provider, id));

    /// <summary>
    /// The entries of exactly this id or alias at all providers: those that make the model before those that host it, then
    /// by the provider's name.
    /// </summary>
    public IReadOnlyList<ModelInfo> FindById(string id) => _byId.GetValueOrDefault(id) ?? [];

    /// <summary>Builds a catalog of data files.</summary>
    /// <exception cref="InvalidDataException">A file is not valid, or two are of one provider.</exception>
    internal static ModelCatalog Load(IEnumerable<(string Name, byte[] Json)> files)
    {
        (string Name, byte[] Json)[] sorted = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        List<(string Name, CatalogFile File)> read = [];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, byte[] json) in sorted)
        {
            CatalogFile file = CatalogReader.Read(name, json);
            if (read.Any(other => other.File.Provider == file.Provider))
            {
                throw new InvalidDataException($"Model catalog {name}: a second file of provider '{file.Provider}'.");
            }

            read.Add((name, file));
            hash.AppendData(json);
        }

        DateOnly newest = read.Max(entry => entry.File.AsOf) ?? DateOnly.MinValue;
        return new ModelCatalog(read, $"{newest:yyyy-MM-dd}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..8]}");
    }

    private static ModelCatalog LoadEmbedded()
    {
        System.Reflection.Assembly assembly = typeof(ModelCatalog).Assembly;
        return Load(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using Stream resource = assembly.GetManifestResourceStream(name)!;
                byte[] json = new byte[resource.Length];
                resource.ReadExactly(json);
                return (name[ResourcePrefix.Length..], json);
            }));
    }
}
