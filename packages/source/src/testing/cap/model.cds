namespace trading;

entity Suppliers {
  key code : String(20);
  name     : String(100);
}

entity Orders {
  key ID     : UUID;
  orderNo    : String(40);
  changedAt  : Timestamp;
  status     : String(2);
  total      : Decimal(28, 10);
  currency   : String(3);
  company    : String(10);
  orderDate  : Date;
  dueDate    : Date;
  buyerId    : String(20);
  buyerName  : String(100);
  remark     : String(1000);
  supplier   : Association to Suppliers;
  items      : Composition of many Items on items.order = $self;
}

entity Items {
  key ID   : UUID;
  order    : Association to Orders;
  material : String(40);
  text     : String(100);
  quantity : Decimal(15, 3);
  unit     : String(3);
  price    : Decimal(15, 4);
}
