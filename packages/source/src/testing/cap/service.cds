using trading from './model';

@path: 'purchasing'
@requires: 'authenticated-user'
service Purchasing {
  // A server that pages by itself, whatever it is asked for.
  @cds.query.limit: { default: 7, max: 7 }
  entity Orders    as projection on trading.Orders;
  entity Items     as projection on trading.Items;
  @cds.redirection.target
  entity Suppliers as projection on trading.Suppliers;

  @restrict: [{ grant: 'READ', to: 'auditor' }]
  entity Audited   as projection on trading.Suppliers;
}
